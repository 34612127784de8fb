"""Which words tell what kind of name they stand in? Short lists, all in folded form (`fold.plain`).

General knowledge of names in the news, made without a look at any document that is scored.
"""

from __future__ import annotations


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


STOP = _set("the of and for in at on to with from by or de del la las los le les du des da do dos der den")
"""Joining words: they tell two names apart in no language that is written like this."""

ARTICLES = _set("al el ul ad ar as an at az ash esh ez es ed er")
"""Forms of the Arabic article: Deir ez-Zor, Deir al-Zour. The Spanish one comes along."""

PARTICLES = _set("bin ibn ben bint abu abd von van da di")
"""Written small in the names of persons."""

ADDRESS = _set(
    "mr mrs ms miss sir lady lord dame dr doctor prof professor eng engineer president premier "
    "chancellor minister secretary ambassador envoy governor gov mayor senator sen congressman "
    "representative rep judge justice gen general maj major col colonel lt lieutenant brig brigadier "
    "capt captain cmdr commander sgt sergeant cpl corporal pvt private adm admiral marshal chief "
    "spokesman spokeswoman spokesperson king queen prince princess emir sultan sheikh sheik shaikh imam "
    "mullah maulana ayatollah haji pope cardinal archbishop bishop rev reverend pastor"
)

ADDRESS_PAIRS = frozenset(
    {
        ("prime", "minister"),
        ("field", "marshal"),
        ("vice", "president"),
        ("crown", "prince"),
        ("deputy", "minister"),
    }
    | {(office, "minister") for office in ("foreign", "defence", "defense", "interior", "health", "justice")}
)

BODY = _set(
    # what bodies are
    "army military regime force forces navy police guard coast brigade battalion regiment division "
    "corps unit militia militias column front ministry government party council committee commission "
    "congress parliament assembly senate court tribunal movement group organisation organization "
    "agency union league alliance coalition federation republic kingdom state states emirate emirates "
    "nation nations office department directorate authority administration service services command "
    "staff mission embassy company corporation bank press news radio television tv network "
    "association society foundation fund programme program observatory hospital clinic school "
    "university institute centre center camp prison airport base hotel mosque church market crescent "
    "cross watch monitor cartel gang "
    # what they are about
    "united national international federal central general supreme high royal people peoples popular "
    "democratic liberation revolutionary resistance islamic muslim christian arab red human right "
    "rights security defence defense interior foreign health justice finance education intelligence "
    "operation operations armed emergency civil aid relief rescue refugee refugees migration detention "
    "world global support rapid free unity accord salvation "
    # where
    "north south east west northern southern eastern western new old upper lower greater city town "
    "province district region saudi afghan european african american asian "
    # people in number
    "rebel rebels militant militants fighter fighters gunman gunmen insurgent insurgents troop troops "
    "soldier soldiers guerrilla guerrillas resident residents official officials source sources "
    "spokesman spokeswoman witness witnesses "
    # Arabic, Urdu: army, front, movement, party, brigades
    "kataib asaib jaish jaysh jabhat harakat ansar liwa hizb tehrik lashkar jund jamaat jamaah hayat "
    "saraya "
    # weapons and their use
    "bomb bombs missile missiles rocket rockets shell shells strike strikes airstrike airstrikes attack "
    "attacks raid raids mine mines gun guns grenade grenades drone drones explosive explosives device "
    "artillery aircraft plane planes jet jets fire gunfire mortar mortars rifle rifles tank tanks"
)
"""Words of bodies, countries and weapons: with one of them in it, a name is not a person's."""

HOLLOW = _set("group movement organisation organization rebel militant insurgent guerrilla")
"""What may be added to a body's name and leaves it the same body: the Hamas movement, Houthi rebels."""

STATE = _set("army military force air navy police troop soldier government regime ministry defence defense")
"""What belongs to a country: Israel, the Israeli military."""

PLACE_KINDS = _set(
    "city town village suburb district province region governorate municipality department county "
    "prefecture state area neighbourhood neighborhood quarter oblast raion wilaya commune canton zone "
    "territory capital"
)
"""What sort of place it is: no part of its name. Kept where the place is another without it:
`CITY_IS_NAME`.
"""

CITY_IS_NAME = _set(
    "mexico guatemala panama kuwait gaza benin djibouti belize kansas oklahoma quebec vatican"
)
"""Mexico City is not Mexico."""

SAME_NAMES: tuple[tuple[str, ...], ...] = (
    ("us", "usa", "united states", "united states of america", "america"),
    ("uk", "united kingdom", "britain", "great britain"),
    ("uae", "united arab emirates", "emirates"),
    ("drc", "dr congo", "democratic republic of congo", "democratic republic of the congo", "congo kinshasa"),
    ("republic of congo", "republic of the congo", "congo brazzaville"),
    ("ivory coast", "cote divoire"),
    ("east timor", "timor leste"),
    ("cape verde", "cabo verde"),
    ("swaziland", "eswatini"),
    ("burma", "myanmar"),
    ("turkey", "turkiye"),
    ("north korea", "dprk"),
    ("south korea", "republic of korea"),
    ("czechia", "czech republic"),
    ("kyiv", "kiev"),
)
"""Countries that the news write in several ways; acronyms of the words themselves need no entry."""

ONE_NAME = frozenset(
    {"south sudan", "north korea", "south korea", "guinea bissau", "equatorial guinea", "new guinea"}
    | {"new mexico", "new york", "new jersey", "new hampshire", "new england", "new zealand"}
    | {"northern ireland", "west virginia", "american samoa", "kataib hezbollah", "dominican republic"}
)
"""Names that hold the name of something else, as South Sudan holds Sudan: taken for one word."""

DIFFERENT_NAMES = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "republic of congo/democratic republic of congo",
        "republic of the congo/democratic republic of the congo",
        "congo/congo brazzaville",
        "benin/benin city",
    )
)
"""Names that hold one another and are not even partly the same."""

DIFFERENT_WORDS = frozenset(
    frozenset(pair.split("/"))
    for pair in _set(
        "iceland/ireland granada/grenada marawi/malawi niger/nigerian dominica/dominican khalid/khalil "
        "salam/salem martin/martens johnson/johnston miller/milner chang/cheng"
    )
)
"""Words that the rules of spelling would take for one."""

NATIONALITIES = _set(
    "pakistani iraqi yemeni israeli saudi kuwaiti qatari emirati omani bahraini bangladeshi nepali "
    "somali azeri afghan arab kurd greek french german dutch swiss turk tajik uzbek kazakh iranian "
    "syrian libyan egyptian russian ukrainian tunisian algerian nigerian malian ethiopian jordanian "
    "palestinian lebanese sudanese chinese british turkish kurdish american mexican colombian chilean "
    "cuban moroccan"
)
"""Adjectives that stand before the name of a body."""

FORMS: dict[str, str] = (
    {word: word[:-1] for word in _set("bombs guns tanks jets mines raids kurds serbs boys girls cars homes")}
    | {"women": "woman", "men": "man", "children": "child", "gunmen": "gunman", "policemen": "policeman"}
    | dict.fromkeys(("spokeswoman", "spokesperson", "spokesmen", "spokespersons"), "spokesman")
    | {compass + "ern": compass for compass in ("north", "south", "east", "west")}
)
"""Forms of a word that no rule finds, or in words so short that their s may belong to them."""

TEXT_STOP = STOP | _set(
    "a an is are was were be been being has have had that which who whom as its their his her this "
    "these those it"
)
"""Words that carry nothing in free text. Negations are not among them."""

NEGATIONS = _set(
    "no not none never nor without non denied denies isnt arent wasnt werent didnt doesnt dont cant "
    "cannot couldnt hasnt havent hadnt wont wouldnt"
)
"""With one of them more or less, a text says something else."""
