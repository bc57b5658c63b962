"""What nobody could answer at two reviews running counts against the model, and the list says why."""

from bot.sandbox.driver import Workspace
from tests.support.stories import answers, draws_in_a_row


def test_what_nobody_could_answer_at_two_reviews_is_open_and_says_so(workspace: Workspace) -> None:
    developer, product, security = (workspace.person(role) for role in ("developer", "product", "security"))
    product.types("/threatmodel role product")
    security.types("/threatmodel role security")
    draws_in_a_row(developer, "Vault", ("Vault", "aws.s3"), kinds="health")
    product.clicks("Don't know")
    answers(security, {"How does a change of": "A pipeline builds and deploys it"})
    security.clicks("Approve")
    security.submits()
    security.sees("approved version")
    for _ in range(2):
        developer.does_not_see("Open because nobody could answer")
        workspace.clock.advance("P181D")
        developer.sees("Time to look at Vault again")
        if "[Nothing changed]" in developer.screen():
            security.clicks("Nothing changed")
            security.submits()
    assert (
        "*Open because nobody could answer* at two reviews running: “"
        in developer.message_with("Threats to Vault").plain
    )
