"""What curators and editors see, in words: forms, changes, what waits, roles, the log."""

from typing import assert_never

from briefings.answers import (
    ChangeForm,
    ChangeMade,
    ChangeWaits,
    Difference,
    Done,
    LikelyTwins,
    LogLine,
    LogPage,
    ReviewItem,
    ReviewList,
    RoleList,
)
from briefings.curating.fields import COMMANDS
from briefings.vocabulary import ChangeKind
from handlers.lines import line
from handlers.reply import Action, Block, Note, Section, Table

DeskAnswer = ChangeForm | ChangeMade | ChangeWaits | LikelyTwins | ReviewList | Done | RoleList | LogPage
Parts = tuple[str, str, list[Block], list[Action]]


def desk_parts(answer: DeskAnswer) -> Parts:
    """Title, subtitle, blocks and actions of an answer to a curator."""
    match answer:
        case ChangeForm():
            return _form(answer)
        case ChangeMade():
            return _made(answer)
        case ChangeWaits():
            return _waits(answer)
        case LikelyTwins():
            return _twins(answer)
        case ReviewList():
            return _review(answer)
        case Done():
            return "Done", "", [Note(answer.sentence, lead=True)], []
        case RoleList():
            return _roles(answer)
        case LogPage():
            return _log(answer)
        case _:
            assert_never(answer)


def differing(differences: tuple[Difference, ...]) -> list[Block]:
    """What changes, a line a field: the old value and the new one in words."""
    return [
        Note(
            f"{d.field.replace('_', ' ')}: {d.before} → {d.after}"
            if d.before and d.after
            else f"{d.field.replace('_', ' ')}: {d.after}"
            if d.after
            else f"{d.field.replace('_', ' ')}: {d.before} → nothing"
        )
        for d in differences
    ]


def _form(answer: ChangeForm) -> Parts:
    command = COMMANDS.get(answer.kind, str(answer.kind))
    blocks: list[Block] = [line(answer.fact)] if answer.fact else []
    needed = [f for f in answer.fields if f.required]
    about = f" {answer.fact_id}" if answer.fact_id else ""
    blocks.append(Note("Write it in one line: " + f"/{command}{about} " + "; ".join(f"{f.name}: …" for f in needed), lead=not blocks))
    blocks += [Section("Fields"), *(Note(f"{f.name} — {f.label}{f' (for example: {f.hint})' if f.hint else ''}") for f in answer.fields)]
    return f"{command.capitalize()}{about}", "", blocks, []


def _made(answer: ChangeMade) -> Parts:
    label = {ChangeKind.CORRECT: "CORRECTION", ChangeKind.KILL: "Killed", ChangeKind.ADD: "New", ChangeKind.HOLD: "Held"}.get(
        answer.kind, str(answer.kind).capitalize()
    )
    approved = f", approved by {answer.approver}" if answer.approver else ", by an editor alone; it stands on the review list" if answer.alone else ""
    blocks: list[Block] = [Note(f"{label}: {answer.fact_id} is at version {answer.revision}, by {answer.author}{approved}.", lead=True)]
    blocks += [line(answer.fact)] if answer.fact else [Note("It is in no answer now.")]
    if answer.fact and answer.kind != ChangeKind.ADD:
        blocks += [Section("What changed"), *differing(answer.differences)]
    blocks.append(Note(f"Note: {answer.note}"))
    blocks += [Section("Read as"), *(Note(r) for r in answer.read)] if answer.read else []
    return f"{answer.fact_id}", label, blocks, [Action("Cite", f"/cite {answer.fact_id}")] if answer.fact else []


def _waits(answer: ChangeWaits) -> Parts:
    owner = f" It is with {answer.owner}." if answer.owner else ""
    blocks: list[Block] = [
        Note(
            f"{answer.proposal} waits for a second person and is in no answer yet; to be decided by {answer.expires_utc:%Y-%m-%d %H:%M} UTC.{owner}",
            lead=True,
        )
    ]
    blocks += [
        Section("What it would change" if answer.fact_id else "What it would add"),
        *differing(answer.differences),
        Note(f"Note: {answer.note}"),
    ]
    blocks += [Section("Read as"), *(Note(r) for r in answer.read)] if answer.read else []
    return (
        f"{answer.proposal} · {COMMANDS.get(answer.kind, str(answer.kind))} {answer.fact_id}".rstrip(),
        "",
        blocks,
        [Action("Review", f"/review {answer.proposal}")],
    )


def _twins(answer: LikelyTwins) -> Parts:
    blocks: list[Block] = [Note(f"This may be on file already: “{answer.text}”. Nothing was kept yet; what you typed is below.", lead=True)]
    blocks += [line(t) for t in answer.twins]
    blocks += [Section("Go on with"), *(Note(command) for command in (*answer.attach.values(), answer.anew))]
    return "On file already?", "", blocks, [*(Action(f"Attach to {i}", c) for i, c in answer.attach.items()), Action("It is new", answer.anew)]


def _review(answer: ReviewList) -> Parts:
    blocks: list[Block] = [] if answer.items else [Note("Nothing waits for a second person.", lead=True)]
    for item in answer.items:
        blocks += _item(item)
    if answer.waiting > len(answer.items) and not answer.one:
        blocks.append(Note(f"{answer.waiting - len(answer.items)} more wait: /review P… shows one."))
    first = answer.items[0].proposal if answer.items else ""
    actions = (
        [Action("Accept", f"/review {first} accept"), Action("Take over", f"/review {first} own")]
        if answer.one
        else [Action(i.proposal, f"/review {i.proposal}") for i in answer.items[:5]]
    )
    return f"Review: {answer.waiting} waiting", answer.scope.title, blocks, actions


def _item(item: ReviewItem) -> list[Block]:
    state = {"waiting": f"to be decided by {item.expires_utc:%Y-%m-%d %H:%M} UTC", "alone": "in effect, by an editor alone; to be looked at"}.get(
        item.state, item.state.replace("_", " ")
    )
    blocks: list[Block] = [
        Section(f"{item.proposal} · {COMMANDS.get(item.kind, str(item.kind))} {item.fact_id}".rstrip()),
        *differing(item.differences),
    ]
    blocks.append(Note(f"Note: {item.note} · by {item.author}{f' · with {item.owner}' if item.owner else ''} · {state}"))
    blocks += [Note("The fact was changed since: accepting is refused until it is proposed again.")] if item.moved_on else []
    return blocks + ([Note(f"Sent back: {item.word}")] if item.word else [])


def _roles(answer: RoleList) -> Parts:
    blocks: list[Block] = [Note(f"You are {'an' if answer.mine.startswith(('a', 'e')) else 'a'} {answer.mine} here.", lead=True)]
    return "Roles", answer.scope.title, blocks + ([Table(("Who", "Role", "In"), answer.roles)] if answer.roles else []), []


def _log(answer: LogPage) -> Parts:
    holds = (
        "The chain of all rows holds."
        if answer.broken is None
        else f"ROW {answer.broken} WAS TAMPERED WITH: from it on the log is not what was written."
    )
    blocks: list[Block] = [
        Note(f"{answer.total} {'row' if answer.total == 1 else 'rows'}. {holds}", lead=True),
        *(Note(_log_line(r)) for r in answer.lines),
    ]
    return f"Log{f' of {answer.about}' if answer.about else ''}", answer.scope.title, blocks, []


def _log_line(row: LogLine) -> str:
    parts = (
        f"{row.number}",
        f"{row.at_utc:%Y-%m-%d %H:%M} UTC",
        row.who,
        f"{row.act} {row.subject}".strip(),
        row.note,
        f"approved by {row.approver}" if row.approver else "",
        f"from {row.origin}" if row.origin and row.origin != row.who else "",
    )
    return " · ".join(p for p in parts if p)
