"""The workspace's page: what people see and press in the browser. It knows the server's acts and state only."""
