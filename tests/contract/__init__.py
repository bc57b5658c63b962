"""The contract of the local workspace, proved from outside: real processes, plain HTTP and JSON, no import of ours."""
