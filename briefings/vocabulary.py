"""The closed vocabularies, each with its origin. Terms come from the field; where we had to add one, it says so."""

from enum import StrEnum


class Stance(StrEnum):
    """What one party says of a fact. Origin: claim review practice (schema.org ClaimReview); `silence` is a kind of fact."""

    ASSERTS = "asserts"
    DENIES = "denies"
    QUALIFIES = "qualifies"
    NO_COMMENT = "no_comment"
    DECLINES = "declines"
    RETRACTS = "retracts"


OPPOSING = frozenset({Stance.DENIES, Stance.QUALIFIES, Stance.RETRACTS})


class Assessment(StrEnum):
    """The desk's own word on a fact. Origin: newsroom verification practice; kept apart from every party's stance."""

    UNVERIFIED = "unverified"
    CORROBORATED = "corroborated"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    REFUTED = "refuted"


class PubStatus(StrEnum):
    """Whether matter may be used. Origin: IPTC ninjs `pubstatus`; `canceled` is what a newsroom calls killed."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class GroundRule(StrEnum):
    """On what terms it was said. Origin: the AP's definitions in its Statement of News Values."""

    ON_RECORD = "on_record"
    BACKGROUND = "background"
    DEEP_BACKGROUND = "deep_background"
    OFF_RECORD = "off_record"


class ChangeKind(StrEnum):
    """What was done to a fact. Origin: wire advisories (add, update, correct, clarify, refile, kill) and ours."""

    ADD = "add"
    UPDATE = "update"
    CORRECT = "correct"
    CLARIFY = "clarify"
    REFILE = "refile"
    DISPUTE = "dispute"
    CONFIRM = "confirm"
    KILL = "kill"
    HOLD = "hold"
    RELEASE = "release"


class FactKind(StrEnum):
    """What sort of proposition it is. Origin: ours; `statement` is an assertion, vow, forecast or judgement."""

    EVENT = "event"
    CONTROL = "control"
    STATEMENT = "statement"
    FIGURE = "figure"
    QUOTE = "quote"
    RELATION = "relation"
    BACKGROUND = "background"
    SILENCE = "silence"


class EventType(StrEnum):
    """What happened. Origin: ACLED event and sub-event types; the last five are ours (design §1)."""

    ARMED_CLASH = "armed_clash"
    GOVERNMENT_REGAINS_TERRITORY = "government_regains_territory"
    NON_STATE_ACTOR_OVERTAKES_TERRITORY = "non_state_actor_overtakes_territory"
    NON_VIOLENT_TRANSFER_OF_TERRITORY = "non_violent_transfer_of_territory"
    AIR_DRONE_STRIKE = "air_drone_strike"
    SHELLING_ARTILLERY_MISSILE = "shelling_artillery_missile"
    REMOTE_EXPLOSIVE = "remote_explosive"
    SUICIDE_BOMB = "suicide_bomb"
    CHEMICAL_WEAPON = "chemical_weapon"
    GRENADE = "grenade"
    ATTACK = "attack"
    ABDUCTION = "abduction"
    SEXUAL_VIOLENCE = "sexual_violence"
    PROTEST = "protest"
    RIOT = "riot"
    AGREEMENT = "agreement"
    ARREST = "arrest"
    CHANGE_TO_GROUP = "change_to_group"
    DISRUPTED_WEAPONS_USE = "disrupted_weapons_use"
    HEADQUARTERS_OR_BASE_ESTABLISHED = "headquarters_or_base_established"
    LOOTING_PROPERTY_DESTRUCTION = "looting_property_destruction"
    OTHER = "other"
    DISPLACEMENT = "displacement"
    STATEMENT = "statement"
    DIPLOMACY = "diplomacy"
    ECONOMY = "economy"
    HUMANITARIAN = "humanitarian"


class ActorType(StrEnum):
    """What sort of actor. Origin: ACLED actor types; `state`, `community` and those after it are ours (design §1)."""

    STATE_FORCES = "state_forces"
    REBEL_GROUP = "rebel_group"
    POLITICAL_MILITIA = "political_militia"
    IDENTITY_MILITIA = "identity_militia"
    RIOTERS = "rioters"
    PROTESTERS = "protesters"
    CIVILIANS = "civilians"
    EXTERNAL_FORCES = "external_forces"
    STATE = "state"
    COMMUNITY = "community"
    OFFICIAL = "official"
    MONITOR_NGO = "monitor_ngo"
    MEDIA = "media"
    INTL_ORG = "intl_org"
    PERSON = "person"


class PlaceType(StrEnum):
    """What sort of place. Origin: GeoNames feature classes in a newsroom's words."""

    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    NEIGHBOURHOOD = "neighbourhood"
    SITE = "site"
    ROAD = "road"
    WATER = "water"
    AREA = "area"


class SourceType(StrEnum):
    """Who speaks. Origin: source typing in news style guides; ours in this short form."""

    NEWS_AGENCY = "news_agency"
    BROADCASTER = "broadcaster"
    NEWSPAPER = "newspaper"
    OUTLET = "outlet"
    OFFICIAL = "official"
    GOVERNMENT = "government"
    MILITARY = "military"
    ARMED_GROUP = "armed_group"
    MONITOR = "monitor"
    INTL_ORG = "intl_org"
    EXPERT = "expert"
    WITNESSES = "witnesses"
    FOOTAGE = "footage"


class RelationKind(StrEnum):
    """How two actors stand to each other, read `actor KIND other`. Origin: ours, from followthemoney's link schemata."""

    LEADS = "leads"
    MEMBER_OF = "member_of"
    PART_OF = "part_of"
    HOLDS_OFFICE = "holds_office"
    SUPPORTS = "supports"
    ALLIED_WITH = "allied_with"
    OPPOSES = "opposes"
    OWNS = "owns"
    SPEAKS_FOR = "speaks_for"
    FAMILY_OF = "family_of"
    BELONGS_TO = "belongs_to"


class Script(StrEnum):
    """In what letters a name is written. Origin: ISO 15924."""

    LATIN = "Latn"
    ARABIC = "Arab"
    CYRILLIC = "Cyrl"
    HEBREW = "Hebr"
    GREEK = "Grek"
    HAN = "Hani"
    OTHER = "Zyyy"


class Precision(StrEnum):
    """How exactly a period is known. Origin: UCDP date precision, in words; `standing` marks a description, not an event."""

    DAY = "day"
    PART_OF_DAY = "part_of_day"
    ABOUT = "about"
    RANGE = "range"
    MONTH = "month"
    YEAR = "year"
    BEFORE = "before"
    STANDING = "standing"
    AS_OF = "as_of"
    UNKNOWN = "unknown"


class Reliability(StrEnum):
    """How far a source is trusted. Origin: the Admiralty code, letter part; internal, never shown to readers."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Role(StrEnum):
    """What a person may do in a story; each may also do what stands before it. Origin: ours (readers ask, curators propose, editors approve)."""

    READER = "reader"
    CURATOR = "curator"
    EDITOR = "editor"
    ADMIN = "admin"
