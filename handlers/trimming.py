"""Several answers in one: each gets a page's worth, says how much it leaves out, and keeps whatever is contested whole."""

from msgspec.structs import replace

from briefings.answers import ActorProfile, AnyAnswer, PlaceStatus

FACTS, BACKGROUND, UNKNOWN = 5, 1, 1


def trimmed(answer: AnyAnswer) -> AnyAnswer:
    """The answer with no more lines than its share of a joint one; other shapes as they are."""
    if isinstance(answer, PlaceStatus):
        facts, background = answer.facts[:FACTS], answer.background[:BACKGROUND]
        left = answer.left_out + len(answer.facts) - len(facts) + len(answer.background) - len(background)
        return replace(answer, facts=facts, background=background, unknown=answer.unknown[:UNKNOWN], left_out=left)
    if isinstance(answer, ActorProfile):
        facts, standing = answer.facts[:FACTS], answer.standing[:FACTS]
        left = answer.left_out + len(answer.facts) - len(facts) + len(answer.standing) - len(standing)
        return replace(answer, facts=facts, standing=standing, unknown=answer.unknown[:UNKNOWN], left_out=left)
    return answer
