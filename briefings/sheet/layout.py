"""Every sheet and every column, once. The writer, the Dictionary sheet and the importer are all made from this page.

Where HXL has a tag for a column it is named (hxlstandard.org, 1.1); the rest are ours and have none.
"""

from briefings.sheet import editing
from briefings.sheet.columns import Column, Kind, Sheet
from briefings.sheet.rows import happened, naive, named, sheet_day, where_it_stands
from briefings.vocabulary import Assessment, ChangeKind, EventType, FactKind, Script

FORMAT = 1  # raised when an older Factbox could no longer read what a newer one wrote
YES = "yes"
CHANGES_ASKED = (ChangeKind.UPDATE, ChangeKind.CORRECT, ChangeKind.CLARIFY)
FACT_ID = "fact_id"
KEYS = (FACT_ID, "part", "version", "check")  # what a row is found again by; never edited
WHOLE_ID = "id of the fact with its story; never reused"

README = Sheet(title="README", about="What this workbook is, as of when, and how to read it.", frozen=0, columns=(
    Column(key="what", about="what the row tells", get=lambda r: r.name, width=24),
    Column(key="words", about="the words", get=lambda r: r.words, kind=Kind.LONG, width=110)))

BRIEFING = Sheet(title="Briefing", about="The page to read first: latest, contested, figures, quotes, background, not known.", frozen=0, columns=(
    Column(key="section", about="part of the briefing", get=lambda r: r.section, width=13),
    Column(key="what", about="the fact in the desk's words, or one side of a contested one", get=lambda r: r.text, kind=Kind.LONG, width=62),
    Column(key="who_says_so", about="attribution, ready to publish", get=lambda r: r.credit, kind=Kind.LONG, width=48),
    Column(key="as_of", about="day of the newest claim", get=lambda r: sheet_day(r.as_of), kind=Kind.DATE, width=13),
    Column(key="assessment", about="the desk's own word", get=lambda r: r.assessment, width=14),
    Column(key=FACT_ID, about=WHOLE_ID, get=lambda r: r.fact, width=17, links_to_fact=True)))

FACTS = Sheet(title="Facts", prints=8, about=(
    "Every fact, the newest first, what is only announced last. Columns with a yellow head may be edited and sent back."), columns=(
    Column(key=FACT_ID, about=WHOLE_ID, get=lambda r: r.whole_id, width=17, hxl="#meta+id"),
    Column(key="text", about="the proposition in the desk's own words", get=lambda r: r.item.fact.text, kind=Kind.LONG, width=52, hxl="#description",
           put=editing.needed_text("text")),
    Column(key="attribution", about="who says so and where it stands, ready to publish", get=lambda r: r.credit, kind=Kind.LONG, width=42,
           hxl="#meta+source"),
    Column(key="assessment", about="the desk's own word on the fact", get=lambda r: r.item.fact.assessment, width=13, choices=Assessment,
           put=editing.assessment),
    Column(key="contested", about="yes where somebody opposes it or another fact contradicts it: see Disputed",
           get=lambda r: YES if r.item.is_disputed else "", width=11),
    Column(key="kind", about="what sort of proposition it is", get=lambda r: r.item.fact.kind, width=12, choices=FactKind),
    Column(key="event", about="what happened, by ACLED's event types",
           get=lambda r: r.item.fact.event, width=34, hxl="#event+type", choices=EventType, put=editing.event),
    Column(key="happened", about="when it happened, in words", get=lambda r: happened(r.item.fact.when), width=21),
    Column(key="happened_edtf", about="when it happened, in EDTF (ISO 8601-2); as imprecise as the source",
           get=lambda r: r.item.fact.when.edtf, width=15, hxl="#date+occurred+edtf", put=editing.when),
    Column(key="happened_from", about="first day it may have happened; text before March 1900",
           get=lambda r: sheet_day(r.item.fact.when.earliest), kind=Kind.DATE, width=12, hxl="#date+start"),
    Column(key="happened_to", about="last day it may have happened; text before March 1900",
           get=lambda r: sheet_day(r.item.fact.when.latest), kind=Kind.DATE, width=12, hxl="#date+end"),
    Column(key="time_words", about="the source's own time words", get=lambda r: r.item.fact.when.words, width=16),
    Column(key="places", about="where it happened", get=lambda r: named(r.item.fact.places, r.names.places), width=20, hxl="#loc+name"),
    Column(key="place_ids", about="the same as ids, see Places; semicolons between",
           get=lambda r: "; ".join(r.item.fact.places), width=18, hxl="#loc+code", put=editing.listed("places")),
    Column(key="actors", about="whom it concerns", get=lambda r: named(r.item.fact.actors, r.names.actors), width=24, hxl="#actor+name"),
    Column(key="actor_ids", about="the same as ids, see Actors; semicolons between",
           get=lambda r: "; ".join(r.item.fact.actors), width=18, hxl="#actor+code", put=editing.listed("actors")),
    Column(key="topics", about="topics, semicolons between",
           get=lambda r: "; ".join(r.item.fact.topics), width=18, hxl="#subject", put=editing.listed("topics")),
    Column(key="caveat", about="a sentence to print with the fact",
           get=lambda r: r.item.fact.caveat, kind=Kind.LONG, width=30, put=editing.text("caveat")),
    Column(key="hedge", about="hedging words of the source that a retelling has to keep",
           get=lambda r: r.item.fact.hedge, width=18, put=editing.text("hedge")),
    Column(key="as_of", about="day of the newest claim on it", get=lambda r: sheet_day(r.item.as_of), kind=Kind.DATE, width=12, hxl="#date+reported"),
    Column(key="documents", about="documents and paragraphs it stands in, see Sources", get=lambda r: where_it_stands(r.item.attributions), width=22,
           hxl="#meta+document"),
    Column(key="ground_rule", about="on what terms it was said (AP's definitions)", get=lambda r: r.item.fact.ground_rule, width=13),
    Column(key="recorded_utc", about="when this version of the fact was recorded",
           get=lambda r: naive(r.recorded_utc), kind=Kind.MOMENT, width=18, hxl="#date+recorded"),
    Column(key="version", about="version of the fact, counted from 1", get=lambda r: r.revision, kind=Kind.WHOLE, width=9),
    Column(key="check", about="a check of the row's content as exported", get=lambda r: None, width=11),
    Column(key="change_as", about="for you to fill: is an edit an update (the world moved), a correct(ion) (we were wrong) or a clarify?",
           get=lambda r: None, width=12, choices=CHANGES_ASKED, asks=True),
    Column(key="editor_note", about="for you to fill: why, printed with the change", get=lambda r: None, kind=Kind.LONG, width=24, asks=True),
    Column(key="delete?", about="for you to fill: yes proposes to withdraw the fact; a row that is missing never does",
           get=lambda r: None, width=9, choices=(YES,), asks=True)))

TIMELINE = Sheet(title="Timeline", about="What happened, the oldest first.", columns=(
    Column(key="happened_from", about="first day it may have happened",
           get=lambda r: sheet_day(r.item.fact.when.earliest), kind=Kind.DATE, width=12, hxl="#date+start"),
    Column(key="happened_to", about="last day it may have happened",
           get=lambda r: sheet_day(r.item.fact.when.latest), kind=Kind.DATE, width=12, hxl="#date+end"),
    Column(key="happened", about="when, in words", get=lambda r: happened(r.item.fact.when), width=20),
    Column(key="text", about="what happened", get=lambda r: r.item.fact.text, kind=Kind.LONG, width=60, hxl="#description"),
    Column(key="attribution", about="who says so", get=lambda r: r.credit, kind=Kind.LONG, width=44, hxl="#meta+source"),
    Column(key="places", about="where", get=lambda r: named(r.item.fact.places, r.names.places), width=20, hxl="#loc+name"),
    Column(key="assessment", about="the desk's own word", get=lambda r: r.item.fact.assessment, width=13),
    Column(key="contested", about="yes where it is contested: see Disputed", get=lambda r: YES if r.item.is_disputed else "", width=11),
    Column(key=FACT_ID, about=WHOLE_ID, get=lambda r: r.whole_id, width=17, links_to_fact=True)), frozen=2)

FIGURES = Sheet(title="Figures", about="Every number, with what it counts, its unit and range, and the words as published. May be edited.", columns=(
    Column(key=FACT_ID, about=WHOLE_ID, get=lambda r: r.row.whole_id, width=17, hxl="#meta+id", links_to_fact=True),
    Column(key="part", about="which figure of the fact, counted from 1", get=lambda r: r.part + 1, kind=Kind.WHOLE, width=7),
    Column(key="counts", about="what is counted",
           get=lambda r: r.figure.of, kind=Kind.LONG, width=30, hxl="#indicator+name", put=editing.figure_text("of")),
    Column(key="best", about="the number as published; empty where the source gives none",
           get=lambda r: r.figure.best, kind=Kind.NUMBER, width=14, hxl="#indicator+value", put=editing.figure_number("best")),
    Column(key="low", about="lower end of the range",
           get=lambda r: r.figure.low, kind=Kind.NUMBER, width=12, hxl="#indicator+value+min", put=editing.figure_number("low")),
    Column(key="high", about="upper end of the range", get=lambda r: r.figure.high, kind=Kind.NUMBER, width=12, hxl="#indicator+value+max",
           put=editing.figure_number("high")),
    Column(key="unit", about="unit", get=lambda r: r.figure.unit, width=18, hxl="#indicator+unit", put=editing.figure_text("unit")),
    Column(key="as_published", about="the words as published", get=lambda r: r.figure.text, width=24, put=editing.figure_text("text")),
    Column(key="could_also_be", about="both readings where the written form is ambiguous",
           get=lambda r: " or ".join(f"{n:.10g}" for n in r.figure.readings), width=16),
    Column(key="attribution", about="who counted, and where it stands", get=lambda r: r.row.credit, kind=Kind.LONG, width=42, hxl="#meta+source"),
    Column(key="text", about="the fact that holds the figure", get=lambda r: r.row.item.fact.text, kind=Kind.LONG, width=44),
    Column(key="as_of", about="day of the newest claim", get=lambda r: sheet_day(r.row.item.as_of), kind=Kind.DATE, width=12, hxl="#date+reported"),
    Column(key="version", about="version of the fact", get=lambda r: r.row.revision, kind=Kind.WHOLE, width=9)), frozen=2)

QUOTES = Sheet(title="Quotes", about="Words between quotation marks, letter for letter. Never edited here.", columns=(
    Column(key=FACT_ID, about=WHOLE_ID, get=lambda r: r.whole_id, width=17, links_to_fact=True),
    Column(key="words", about="the words, letter for letter", get=lambda r: r.item.fact.quote.words, kind=Kind.LONG, width=60),
    Column(key="text", about="what was said, in the desk's words", get=lambda r: r.item.fact.text, kind=Kind.LONG, width=44),
    Column(key="attribution", about="who says so", get=lambda r: r.credit, kind=Kind.LONG, width=42, hxl="#meta+source"),
    Column(key="as_of", about="day of the newest claim", get=lambda r: sheet_day(r.item.as_of), kind=Kind.DATE, width=12),
    Column(key="documents", about="document and paragraph", get=lambda r: where_it_stands(r.item.attributions), width=22)))

DISPUTED = Sheet(title="Disputed", about="Contested facts, every side in consecutive rows; filter by fact_id, not by side.", columns=(
    Column(key=FACT_ID, about=WHOLE_ID, get=lambda r: r.row.whole_id, width=17, links_to_fact=True),
    Column(key="side", about="Contested is the fact itself; then who says, denies or qualifies it, and facts against it",
           get=lambda r: r.side, width=16),
    Column(key="who", about="who takes this side", get=lambda r: r.credit, kind=Kind.LONG, width=48),
    Column(key="words", about="in what words", get=lambda r: r.words, kind=Kind.LONG, width=44),
    Column(key="text", about="the contested fact", get=lambda r: r.row.item.fact.text, kind=Kind.LONG, width=48),
    Column(key="assessment", about="the desk's own word on the fact", get=lambda r: r.row.item.fact.assessment, width=13),
    Column(key="other_fact_id", about="the fact that stands against it", get=lambda r: r.other, width=17),
    Column(key="as_of", about="day of the newest claim", get=lambda r: sheet_day(r.row.item.as_of), kind=Kind.DATE, width=12)), frozen=2)

PLACES = Sheet(title="Places", about="Places of the story with their other names and coordinates.", columns=(
    Column(key="place_id", about="id of the place", get=lambda r: r.place.id, width=18, hxl="#loc+code"),
    Column(key="name", about="preferred name", get=lambda r: r.place.name, width=24, hxl="#loc+name"),
    Column(key="type", about="what sort of place", get=lambda r: r.place.type, width=13, hxl="#loc+type"),
    Column(key="within", about="what it lies in", get=lambda r: r.within, width=20, hxl="#adm1+name"),
    Column(key="lat", about="latitude, degrees, WGS 84", get=lambda r: r.place.lat, kind=Kind.NUMBER, width=11, hxl="#geo+lat"),
    Column(key="lon", about="longitude, degrees, WGS 84", get=lambda r: r.place.lon, kind=Kind.NUMBER, width=11, hxl="#geo+lon"),
    Column(key="also_called", about="other names",
           get=lambda r: "; ".join(a.text for a in r.place.aliases if a.script != Script.ARABIC), kind=Kind.LONG, width=36),
    Column(key="arabic", about="names in Arabic",
           get=lambda r: "؛ ".join(a.text for a in r.place.aliases if a.script == Script.ARABIC), kind=Kind.LONG, width=24, hxl="#loc+name+i_ar",
           right_to_left=True),
    Column(key="avoid", about="names not to use in print", get=lambda r: "; ".join(r.place.avoid), width=20),
    Column(key="facts", about="facts in this workbook that happened there", get=lambda r: r.facts, kind=Kind.WHOLE, width=8)))

ACTORS = Sheet(title="Actors", about="Who is who, and how they stand to each other.", columns=(
    Column(key="actor_id", about="id of the actor", get=lambda r: r.actor.id, width=20, hxl="#actor+code"),
    Column(key="name", about="name as it stands in a sentence", get=lambda r: r.actor.name, width=30, hxl="#actor+name"),
    Column(key="short", about="short form", get=lambda r: r.actor.short, width=12),
    Column(key="type", about="what sort of actor, by ACLED's types and ours", get=lambda r: r.actor.type, width=16, hxl="#actor+type"),
    Column(key="camp", about="side, as the record states it", get=lambda r: r.camp, width=26),
    Column(key="descriptor", about="description to print", get=lambda r: r.actor.descriptor, kind=Kind.LONG, width=44),
    Column(key="also_called", about="other names",
           get=lambda r: "; ".join(a.text for a in r.actor.aliases if a.script != Script.ARABIC), kind=Kind.LONG, width=34),
    Column(key="arabic", about="names in Arabic",
           get=lambda r: "؛ ".join(a.text for a in r.actor.aliases if a.script == Script.ARABIC), kind=Kind.LONG, width=24, hxl="#actor+name+i_ar",
           right_to_left=True),
    Column(key="avoid", about="names not to use in print", get=lambda r: "; ".join(r.actor.avoid), width=20),
    Column(key="relations", about="how it stands to others, each with the fact it rests on",
           get=lambda r: "; ".join(r.relations), kind=Kind.LONG, width=50),
    Column(key="facts", about="facts in this workbook that concern it", get=lambda r: r.facts, kind=Kind.WHOLE, width=8)))

SOURCES = Sheet(title="Sources", about="Who says it, how to describe them in print, and in which documents it stands.", columns=(
    Column(key="source_id", about="id of the source", get=lambda r: r.source.id, width=18),
    Column(key="name", about="name as it stands in a sentence", get=lambda r: r.source.name, width=34, hxl="#meta+source"),
    Column(key="type", about="what sort of source", get=lambda r: r.source.type, width=15),
    Column(key="descriptor", about="description to print", get=lambda r: r.source.descriptor, kind=Kind.LONG, width=38),
    Column(key="facts", about="facts in this workbook that it says or carries", get=lambda r: r.facts, kind=Kind.WHOLE, width=8),
    Column(key="document_id", about="one of its documents", get=lambda r: r.document.id if r.document else "", width=20),
    Column(key="headline", about="headline", get=lambda r: r.document.headline if r.document else "", kind=Kind.LONG, width=48),
    Column(key="published", about="day of publication",
           get=lambda r: sheet_day(r.document.published) if r.document else None, kind=Kind.DATE, width=12, hxl="#date+published"),
    Column(key="byline", about="who wrote it", get=lambda r: r.document.byline if r.document else "", width=18),
    Column(key="language", about="language, BCP 47", get=lambda r: r.document.language if r.document else "", width=10),
    Column(key="url", about="address", get=lambda r: r.document.url if r.document else "", width=34, hxl="#meta+url"),
    Column(key="licence", about="on what terms it is cited", get=lambda r: r.document.licence if r.document else "", kind=Kind.LONG, width=34)))

CHANGES = Sheet(title="Changes", about="Every change to these facts after they were first recorded, the newest first.", columns=(
    Column(key=FACT_ID, about=WHOLE_ID, get=lambda r: r.fact, width=17, links_to_fact=True),
    Column(key="change", about="what was done", get=lambda r: r.change, width=12),
    Column(key="editor_note", about="the editor's note", get=lambda r: r.note, kind=Kind.LONG, width=70),
    Column(key="recorded_utc", about="when", get=lambda r: naive(r.recorded_utc), kind=Kind.MOMENT, width=18),
    Column(key="version", about="version of the fact that it made", get=lambda r: r.revision, kind=Kind.WHOLE, width=9),
    Column(key="story_version", about="version of the story that it made", get=lambda r: r.story_version, kind=Kind.WHOLE, width=13)))

WITHDRAWN = Sheet(title="Withdrawn", about="Facts that were withdrawn: take them out of whatever rests on them.", columns=(
    Column(key=FACT_ID, about=WHOLE_ID, get=lambda r: r.fact, width=17),
    Column(key="withdrawn_utc", about="when", get=lambda r: naive(r.when_utc), kind=Kind.MOMENT, width=18),
    Column(key="note", about="the note printed with the withdrawal", get=lambda r: r.note, kind=Kind.LONG, width=70)))

DICTIONARY = Sheet(title="Dictionary", about="Every column and every closed vocabulary.", frozen=3, columns=(
    Column(key="entry", about="column, vocabulary, topic or rule", get=lambda r: r.entry, width=12),
    Column(key="sheet", about="sheet of the column", get=lambda r: r.sheet, width=13),
    Column(key="name", about="the column or the term", get=lambda r: r.name, width=30),
    Column(key="meaning", about="what it means", get=lambda r: r.about, kind=Kind.LONG, width=70),
    Column(key="holds", about="what the column holds", get=lambda r: r.kind, width=14),
    Column(key="editable", about="whether an edit comes back as a proposal", get=lambda r: r.editable, width=10),
    Column(key="hxl", about="HXL tag", get=lambda r: r.hxl, width=22)))

CHARTS = Sheet(title="Charts", about="Figures with more than one point, and a chart of each series.", frozen=0, columns=(
    Column(key="series", about="what is counted", get=lambda r: r.series, kind=Kind.LONG, width=30),
    Column(key="unit", about="unit", get=lambda r: r.unit, width=18),
    Column(key="point", about="day of the point, and its fact", get=lambda r: r.label, width=20),
    Column(key="value", about="the number as published", get=lambda r: r.figure.best, kind=Kind.NUMBER, width=14),
    Column(key="as_published", about="the words as published", get=lambda r: r.figure.text, width=22),
    Column(key=FACT_ID, about=WHOLE_ID, get=lambda r: r.fact, width=17, links_to_fact=True)))

META = Sheet(title="_meta", about="What Factbox finds the export again by.", frozen=0, state="hidden", columns=(
    Column(key="name", about="name", get=lambda r: r.name, width=20),
    Column(key="value", about="value", get=lambda r: r.words, width=60)))

SHEETS = (README, BRIEFING, FACTS, TIMELINE, FIGURES, QUOTES, DISPUTED, PLACES, ACTORS, SOURCES, CHANGES, WITHDRAWN, DICTIONARY, CHARTS, META)
EDITABLE = tuple(s for s in SHEETS if s.is_editable)
BY_TITLE = {s.title: s for s in SHEETS}
