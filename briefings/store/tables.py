"""The tables. Facts and records are append-only: a new revision closes the one before it, and nothing is deleted.

Times are microseconds since 1970 in UTC as integers, days ISO text: both compare alike on SQLite and PostgreSQL.
A fact's day columns are never NULL (``OPEN_PAST`` and ``OPEN_FUTURE`` stand for unbounded), so one index serves every range.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

OPEN_PAST, OPEN_FUTURE = "0000-01-01", "9999-12-31"

metadata = MetaData()
_Key = String().with_variant(String(collation="C"), "postgresql")  # byte order everywhere, whatever the server's locale
_Row = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only under INTEGER

story = Table(
    "story", metadata,
    Column("slug", _Key, primary_key=True),
    Column("version", BigInteger, nullable=False),  # raised first in every change
    Column("recorded", BigInteger, nullable=False),  # of the last change; recorded times never run backwards
    Column("last_number", Integer, nullable=False),
    Column("newest", _Key, nullable=False),  # day of the newest document, "" while there is none
    Column("pack_digest", _Key, nullable=False),  # "" for a story that was not loaded from a pack
    Column("body", Text, nullable=False),
)

record = Table(  # places, actors, sources, documents, relations, open questions
    "record", metadata,
    Column("story", _Key, ForeignKey("story.slug"), primary_key=True),
    Column("kind", _Key, primary_key=True),
    Column("id", _Key, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("superseded", BigInteger),
    Column("recorded", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),  # the order of the pack, which is an editor's order
    Column("owner", _Key, nullable=False),  # a relation's actor, a source's actor; "" for none
    Column("parent", _Key, nullable=False),  # a relation's other, a place's parent, a document's outlet; "" for none
    Column("body", Text, nullable=False),
)
Index("record_now", record.c.story, record.c.kind, record.c.id,
      sqlite_where=record.c.superseded.is_(None), postgresql_where=record.c.superseded.is_(None))
Index("record_owner", record.c.story, record.c.owner, record.c.kind)
Index("record_parent", record.c.story, record.c.parent, record.c.kind)

fact = Table(  # one row a revision
    "fact", metadata,
    Column("row", _Row, primary_key=True, autoincrement=True),
    Column("story", _Key, ForeignKey("story.slug"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Column("superseded", BigInteger),
    Column("earliest", _Key, nullable=False),
    Column("latest", _Key, nullable=False),
    Column("known", _Key, nullable=False),  # the first day on which a claim on it could be known
    Column("day", _Key, nullable=False),  # what it is sorted by: when it happened, else when it was known
    Column("kind", _Key, nullable=False),
    Column("assessment", _Key, nullable=False),
    Column("publishable", Boolean, nullable=False),  # usable, and not off the record
    Column("embargo", BigInteger, nullable=False),  # 0 where there is none
    Column("from_pack", Boolean, nullable=False),  # the last edit came from the pack, not from the desk
    Column("change", _Key, nullable=False),
    Column("note", Text, nullable=False),
    Column("author", _Key, nullable=False),
    Column("approver", _Key),
    Column("body", Text, nullable=False),
)
Index("fact_history", fact.c.story, fact.c.number, fact.c.revision, unique=True)
Index("fact_now", fact.c.story, fact.c.number, unique=True,
      sqlite_where=fact.c.superseded.is_(None), postgresql_where=fact.c.superseded.is_(None))
Index("fact_now_by_day", fact.c.story, fact.c.kind, fact.c.day.desc(),
      sqlite_where=fact.c.superseded.is_(None), postgresql_where=fact.c.superseded.is_(None))
Index("fact_now_every_day", fact.c.story, fact.c.day.desc(), fact.c.number,
      sqlite_where=fact.c.superseded.is_(None), postgresql_where=fact.c.superseded.is_(None))
Index("fact_now_assessed", fact.c.story, fact.c.assessment, fact.c.day.desc(), fact.c.number,
      sqlite_where=fact.c.superseded.is_(None), postgresql_where=fact.c.superseded.is_(None))
Index("fact_now_by_record", fact.c.story, fact.c.recorded.desc(), fact.c.number,
      sqlite_where=fact.c.superseded.is_(None), postgresql_where=fact.c.superseded.is_(None))

link = Table(  # what a revision is about: role is place, near, actor, speaker, document, topic
    "link", metadata,
    Column("story", _Key, primary_key=True),
    Column("target", _Key, primary_key=True),  # role:id
    Column("day", _Key, primary_key=True),
    Column("row", _Row, ForeignKey("fact.row"), primary_key=True),
    Column("recorded", BigInteger, nullable=False),
    Column("superseded", BigInteger),
    sqlite_with_rowid=False,
)
Index("link_now", link.c.story, link.c.target, link.c.day.desc(), link.c.row,
      sqlite_where=link.c.superseded.is_(None), postgresql_where=link.c.superseded.is_(None))
Index("link_then", link.c.story, link.c.target, link.c.day.desc(), link.c.recorded, link.c.superseded, link.c.row)
Index("link_of_row", link.c.row)

name = Table(  # every name and alias as it stands now
    "name", metadata,
    Column("id", _Row, primary_key=True, autoincrement=True),
    Column("story", _Key, ForeignKey("story.slug"), nullable=False),
    Column("folded", _Key, nullable=False),
    Column("skeleton", _Key, nullable=False),
    Column("kind", _Key, nullable=False),  # place, actor, source
    Column("target", _Key, nullable=False),
    Column("written", _Key, nullable=False),
    Column("preferred", Boolean, nullable=False),
    Column("avoid", Boolean, nullable=False),
)
Index("name_folded", name.c.story, name.c.folded)
Index("name_skeleton", name.c.story, name.c.skeleton)
Index("name_target", name.c.story, name.c.kind, name.c.target)

gram = Table(  # the trigrams of folded names, for the shortlist of near ones
    "gram", metadata,
    Column("story", _Key, primary_key=True),
    Column("gram", _Key, primary_key=True),
    Column("length", Integer, primary_key=True),
    Column("name", _Row, primary_key=True),
    sqlite_with_rowid=False,
)

delivery = Table(  # one answer shown somewhere; a platform's addresses are opaque here
    "delivery", metadata,
    Column("id", _Key, primary_key=True),
    Column("story", _Key, nullable=False),
    Column("version", BigInteger, nullable=False),  # of the story, when the answer was made
    Column("platform", _Key, nullable=False),
    Column("workspace", _Key, nullable=False),
    Column("channel", _Key, nullable=False),
    Column("thread", _Key, nullable=False),
    Column("message", _Key, nullable=False),  # "" until the platform has told it
    Column("person", _Key, nullable=False),
    Column("private", Boolean, nullable=False),  # seen by one person only
    Column("typed", Text, nullable=False),
    Column("shown", Text, nullable=False),  # the reply as shown, as JSON
    Column("state", _Key, nullable=False),  # pending, done, failed, gone
    Column("created", BigInteger, nullable=False),
    Column("completed", BigInteger),
)
Index("delivery_message", delivery.c.platform, delivery.c.channel, delivery.c.message)
Index("delivery_pending", delivery.c.state, delivery.c.created)
Index("delivery_person", delivery.c.person, delivery.c.created)

delivered_fact = Table(  # which revisions of which facts a delivery showed
    "delivered_fact", metadata,
    Column("fact", _Key, primary_key=True),  # whole: syria-homs:F12
    Column("delivery", _Key, ForeignKey("delivery.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
)

binding = Table(  # what a channel is bound to, and how answers appear there
    "binding", metadata,
    Column("platform", _Key, primary_key=True),
    Column("workspace", _Key, primary_key=True),
    Column("channel", _Key, primary_key=True),
    Column("story", _Key, nullable=False),  # "" for none
    Column("public", Boolean),  # NULL follows the setting
)

seen = Table(  # what has been handled already, so that a delivery that comes twice is answered once
    "seen", metadata,
    Column("key", _Key, primary_key=True),  # platform:id
    Column("at", BigInteger, nullable=False),
)
Index("seen_at", seen.c.at)

kept = Table(  # small things to remember across restarts: the hash of a command tree, what a thread was about
    "kept", metadata,
    Column("key", _Key, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)

role = Table(  # who may do what: a person, a user group or a platform's role, in one story or in all
    "role", metadata,
    Column("story", _Key, primary_key=True),  # "*" for every story
    Column("subject", _Key, primary_key=True),  # slack:T1:U2, discord:role:5; opaque here
    Column("role", _Key, nullable=False),  # reader, curator, editor, admin
    Column("given_by", _Key, nullable=False),
    Column("at", BigInteger, nullable=False),
)

identity = Table(  # several identities of one person
    "identity", metadata,
    Column("subject", _Key, primary_key=True),
    Column("person", _Key, nullable=False),
)

proposal = Table(  # a change that waits for a second person, or that an editor made alone and somebody has still to look at
    "proposal", metadata,
    Column("story", _Key, ForeignKey("story.slug"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", _Key, nullable=False),
    Column("fact", Integer, nullable=False),  # 0 for a new one
    Column("base", Integer, nullable=False),  # the revision it was made against; 0 for a new fact
    Column("body", Text, nullable=False),  # the fact as it would be, as JSON; "" once decided against and purged
    Column("records", Text, nullable=False),  # new sources, documents, places it brings, as JSON
    Column("note", Text, nullable=False),
    Column("author", _Key, nullable=False),
    Column("origin", Text, nullable=False),  # where it was made: a platform's address or link
    Column("state", _Key, nullable=False),  # waiting, alone, accepted, sent_back, expired
    Column("owner", _Key, nullable=False),  # whose turn it is; "" until somebody is named
    Column("batch", _Key, nullable=False),  # the sheet it came with; "" for none
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("reminded", Boolean, nullable=False),
    Column("decided", BigInteger),
    Column("decider", _Key, nullable=False),
    Column("word", Text, nullable=False),  # why it was sent back
)
Index("proposal_open", proposal.c.story, proposal.c.state, proposal.c.number)
Index("proposal_batch", proposal.c.story, proposal.c.batch)

log = Table(  # what was done, one row an act, chained by digests: a row that was changed, taken out or put in shows
    "log", metadata,
    Column("story", _Key, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", _Key, nullable=False),
    Column("approver", _Key, nullable=False),  # "" for nobody
    Column("act", _Key, nullable=False),
    Column("fact", Integer, nullable=False),  # 0 for none
    Column("revision", Integer, nullable=False),
    Column("proposal", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("note", Text, nullable=False),  # "" once purged
    Column("salt", _Key, nullable=False),  # of the note's digest, so that a purged note cannot be guessed from it; "" once purged
    Column("sealed", _Key, nullable=False),  # digest of salt and note
    Column("content", _Key, nullable=False),  # digest of the fact's body at that revision; "" for none
    Column("digest", _Key, nullable=False),  # of all this and of the row before
)
Index("log_fact", log.c.story, log.c.fact, log.c.number)

outbox = Table(  # changes that durable work has still to take up; written in the change's own transaction
    "outbox", metadata,
    Column("id", _Row, primary_key=True, autoincrement=True),
    Column("story", _Key, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("change", _Key, nullable=False),
    Column("fact", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("author", _Key, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("started", BigInteger),
)
Index("outbox_waiting", outbox.c.id, sqlite_where=outbox.c.started.is_(None), postgresql_where=outbox.c.started.is_(None))

inquiry = Table(  # who keeps an open question and what became of it; its text is the record of kind question
    "inquiry", metadata,
    Column("story", _Key, primary_key=True),
    Column("question", _Key, primary_key=True),
    Column("owner", _Key, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("answered", BigInteger),
    Column("fact", Integer, nullable=False),  # what answered it; 0 while nothing has
)

inquirer = Table(  # who asked it, and where they are to be told
    "inquirer", metadata,
    Column("story", _Key, primary_key=True),
    Column("question", _Key, primary_key=True),
    Column("person", _Key, primary_key=True),
    Column("address", Text, nullable=False),  # JSON of an Address; "" for none
    Column("told", BigInteger),
)

looked = Table(  # when somebody last looked at what has changed
    "looked", metadata,
    Column("person", _Key, primary_key=True),
    Column("story", _Key, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
