"""Which English words point to the terms of `ConflictReport`? Hints for finding and asking, not for scoring.

Where an article has none of the words, nothing is asked, so these lists err on the side of too many: the
model may still answer "none". The rules that they follow are those of `docs/labelling.md`.
"""

from __future__ import annotations

from schemas.annotations import Cues, Needed, Sayer

HARM = Cues.of(
    {
        "killed": (
            "kill*, dead, die, dies, died, dying, death*, deadl*, fatal*, lives, life, toll, bod*, corpse*, "
            "massacre*, murder*, execut*, slain, slaughter*, shot dead, buried, burial*, funeral*, grave*, "
            "martyr*, perish*, lost their, lost his, lost her, lost * soldiers, lost * men, lost * troops, "
            "lost * fighters, lost * people, lost * officers, lost * members, lost at least, lost more "
            "than, lost about, lost some, lost nearly, lost over, lost * civilians, "
            "behead*, burned alive, burnt alive, succumb*"
        ),
        "wounded": (
            "wound*, injur*, hurt, maim*, burns, burnt, shrapnel, hospitali*, treated, treating, admitted"
        ),
        "killed_or_wounded": (
            "casualt*, victim*, killed or wounded, killed or injured, dead or wounded, dead or injured, "
            "killed and wounded, killed and injured, wounded or killed, injured or killed"
        ),
        "missing": "missing, unaccounted, disappear*, vanished",
    },
)

EXPOSURE = Cues.of(
    {
        "held": (
            "held, hold*, detain*, detention, captiv*, hostage*, prison*, jail*, abduct*, kidnap*, seiz*, "
            "taken, took, carried off, marched, arrest*, inmate*, custody, hous*, kept, captur*"
        ),
        "housed": "hous*, shelter*, accommodat*, liv*, camp, camps, stay*, taken in, home to, sleep*",
        "displaced": ("displac*, fled, flee*, uproot*, driven from, driven out, homes, homeless, left their"),
        "trapped": "trap*, besieg*, cut off, stranded, rubble, encircl*, stuck",
        "evacuated": (
            "evacuat*, rescu*, brought out, brought to, pulled out, taken off, bussed, airlift*, moved"
        ),
    },
)

THINGS = Cues.of(
    {
        "": (
            "bed, beds, tent, tents, house, houses, home, homes, building, buildings, shop, shops, stall, "
            "stalls, window, windows, room, rooms, floor, floors, truck, trucks, lorry, lorries, car, "
            "cars, bus, buses, vehicle, vehicles, motorcycle, motorcycles, motorbike, motorbikes, "
            "ambulance, ambulances, helicopter, helicopters, plane, planes, aircraft, jet, jets, drone, "
            "drones, warplane, warplanes, tank, tanks, boat, boats, ship, ships, ferry, ferries, canoe, "
            "canoes, rocket, rockets, shell, shells, missile, missiles, mortar, mortars, bomb, bombs, "
            "round, rounds, rifle, rifles, gun, guns, weapon, weapons, grenade, grenades, mine, mines, "
            "landmine, landmines, bullet, bullets, crater, craters, page, pages, school, schools, "
            "hospital, hospitals, clinic, clinics, market, markets, mosque, mosques, church, churches, "
            "village, villages, town, towns, district, districts, province, provinces, attack, attacks, "
            "strike, strikes, raid, raids, airstrike, airstrikes, massacre, massacres, incident, "
            "incidents, explosion, explosions, blast, blasts, camp, camps, shelter, shelters, centre, "
            "centres, center, centers, facility, facilities, compound, compounds, base, bases, post, "
            "posts, checkpoint, checkpoints, bridge, bridges, road, roads, cow, cows, goat, goats, sheep, "
            "cattle, camel, camels, animals, livestock, bag, bags, sack, sacks, box, boxes, video, "
            "videos, report, reports, statement, statements, photo, photos, image, images, operation, "
            "operations, sortie, sorties, country, countries, state, states, side, sides, front, fronts, "
            "hour, hours, day, days, week, weeks, month, months, year, years"
        ),
    },
)
"""What is neither dead nor wounded nor held: things, places, acts and times."""

QUALIFIER = Cues.of(
    {
        "at_least": (
            "at least, no fewer than, not fewer than, no less than, not less than, a minimum of, or more"
        ),
        "more_than": "more than, over, upwards of, above, in excess of",
        "about": "about, around, some, roughly, approximately, an estimated, estimated, circa",
        "nearly": "nearly, almost, close to, just under",
        "at_most": "at most, up to, as many as, no more than",
        "range": "<range>",
        "vague_quantity": (
            "dozens, dozens of, scores, tens, hundreds, thousands, millions, several, few, many, handful, "
            "numerous"
        ),
    },
    otherwise="exact",
    near="figure",
)

POPULATION_STATUS = Cues.of(
    {
        "civilian": (
            "civilian*, child*, wom?n, elderly, pupil*, patient*, worshipper*, famil*, resident*, "
            "villager*, farmer*, medic*, doctor*, nurse*, paramedic*, aid worker*, journalist*, "
            "reporter*, refugee*, migrant*, asylum seeker*, displaced, driver*, trader*, fishermen, "
            "fisherman, teacher*, worker*, shopkeeper*, baby, babies, infant*, mother*, schoolchild*"
        ),
        "combatant": (
            "soldier*, troop*, fighter*, militant*, rebel*, gunm?n, insurgent*, servicem?n, jihadi*"
        ),
    },
    otherwise="unknown",
    near="quote",
)

CLAIM_STATUS = Cues.of(
    {
        "initial": (
            "initial*, at first, first put, first said, first statement, first spoke, first gave, first "
            "reported, first toll, first count, had put, had spoken, had earlier, earlier put, earlier said, "
            "earlier given, earlier count, earlier figure, earlier toll, originally, preliminary, yesterday, "
            "a day earlier, incomplete, corrected, revised"
        ),
        "superseded": "overtaken, wrong, out of date, outdated, superseded, replaced",
        "investigated": (
            "inquiry, investigators, the report, report's, commission, tribunal, verdict, probe, "
            "concluded, found that, established, exhum*"
        ),
    },
    otherwise="current",
    asked=True,
)

SCOPE = Cues.of(
    {
        "other_event": (
            "earlier, previous*, last, ago, similar, separate*, January, February, March, April, May, "
            "June, July, August, September, October, November, December, before, elsewhere, same day, "
            "days later, weeks later, month later, that attack, that raid, in 19??, in 20??, clash, "
            "clashes, second"
        ),
        "wider_conflict": (
            "since, war, conflict, offensive, year*, so far, began, start of, overall, nationwide, "
            "country, countries, region, campaign, violence, total, months, fighting, clashes, struggle, "
            "series, attacks, strikes, raids, insurgency, uprising, unrest, decade, across, province, as "
            "a result, centers, centres, camps, around, throughout, facilities"
        ),
    },
    otherwise="this_event",
    asked=True,
)

SUBSET = Cues.of(
    {
        "": "includ*, among, of them, of whom, of the, of those, of which, them, among whom",
    },
    near="clause",
    asked=True,
)

_ACTS = (
    "fired, fires, shelled, bombed, murdered, massacred, burned, torched, attacked, ambushed, abducted, "
    "kidnapped, stormed, raided, executed, planted, launched, carried out, carrying out, opened fire, "
    "downed, sank, killed by, shot by, hit by, attacked by, shot dead by, committed, detonated"
)
"""Words that have a doer. "Killed 12" says a toll, of which the report may know no more."""

STANCE = Cues.of(
    {
        "accuses": (
            "blam*, accus*, responsib*, behind the, behind it, suspect*, believed to, alleg*, "
            "point* the finger, finger*, perpetrat*, work of, doing, did this, did it, had done it, "
            "done it, attribut*, charged, hand of, foreign hand,culprit*, guilty, implicat*, came "
            "from, fired from, " + _ACTS
        ),
        "claims_responsibility": (
            "claimed, claims, claiming, admit*, acknowledg*, took responsibility, we carried out, we did, "
            "we fired, we struck, we attacked, we killed, our fighters, our forces, our men, our brothers, "
            "our martyr*, its fighters, his group, his fighters, credit"
        ),
        "denies": (
            "den*, disclaim*, disavow*, reject*, no role, nothing to do, not responsible, dismiss*, refut*, "
            "no part, absurd, not behind, lie, lies, liars, propaganda, baseless, false, fabricat*, not set "
            "foot, never, no hand in, did not fire, had not, do not, does not, no aircraft, no drones, only "
            "when, only used, used only, innocent, not involved, no involvement, unfounded, invention, "
            "nonsense"
        ),
        "counter_accuses": (
            "instead, itself, themselves, staged, in turn, fabricat*, in fact, had fired, had shelled, "
            "blown up, deserters, fallen short, fell short, misfired, own rocket*, own shell*, own side, "
            "own men, own forces, own fire, look to, came from, blam*, accus*"
        ),
        "finds_responsible": (
            "conclud*, confirmed, establish*, ruled, convict*, found, finds, finding*, names, named, "
            "identified, inquiry, commission, investigat*, tribunal, court"
        ),
        "finds_likely": (
            "likely, probably, reasonable grounds, consistent with, pointed to, points to, point to, "
            "suggest*, indicat*, appear*, bore the"
        ),
        "states_unclear": (
            "unclear, not clear, not known, unknown, unidentified, not say who, not immediately, who fired, "
            "who had fired, who was behind, who carried, who did, who killed, who planted, whose bullet*, "
            "whose plane*, whose shell*, whose rocket*, whose bomb*, whose men, origin of, identity of, "
            "determine*, cannot say, could not say, not tell, not establish*, mystery, not know, yet to be, "
            "which side"
        ),
        "no_claim_of_responsibility": (
            "no group, no one has, no-one has, nobody has, no one claimed, nobody claimed, nobody said, no "
            "one said, no organi?ation, no faction, no party, none of the, claimed responsibility, claim of "
            "responsibility, unclaimed"
        ),
        "no_independent_confirmation": (
            "independently, independent confirmation, verif*, unverified, authenticat*, not confirm*, to "
            "confirm, be confirmed, corroborat*, unconfirmed"
        ),
        "could_not_be_reached": (
            "not be reached, not respond*, not reply, not replied, not answer*, not available, unavailable, "
            "no comment, comment, comments, not return*, no response, unreachable, said nothing, be drawn, "
            "contacted, silent, no reply, no answer"
        ),
        "asserts_as_fact": _ACTS,
    },
)

STANCE_OF = Sayer(
    own=("no_claim_of_responsibility", "no_independent_confirmation", "could_not_be_reached"),
    unsaid=(("accuses", "asserts_as_fact"),),
    hedges=(
        "blam*, accus*, suspect*, believed, alleg*, reportedly, apparent*, thought to, charged with, "
        "responsib*, presumed, purported*"
    ),
    in_turn=(("accuses", "counter_accuses"),),
    of_subject=("could_not_be_reached",),
    of_speaker=("denies", "claims_responsibility"),
    of_last=("no_independent_confirmation",),
)

_WHO_DID_IT = (
    "accuses",
    "counter_accuses",
    "claims_responsibility",
    "finds_responsible",
    "finds_likely",
    "asserts_as_fact",
)

AN_ATTACK = Needed(
    "stance",
    _WHO_DID_IT,
    words=(
        "attack*, strike*, struck, airstrike*, raid*, bomb*, shell*, shot, shooting*, fire*, firing, "
        "rocket*, missile*, mortar*, artillery, drone*, warplane*, jet, jets, aircraft, kill*, murder*, "
        "massacre*, assassinat*, ambush*, abduct*, kidnap*, explo*, blast*, blew, blown, detonat*, "
        "assault*, burn*, burnt, torch*, arson, execut*, slaughter*, hit, planted, mine, mines, landmine*, "
        "stab*, behead*, violence, crime*, atrocit*, carried out, behind the, responsib*, perpetrat*, "
        "target*, gunn*, ordnance, grenade*, death*, dead, victims, seized, taken, incident, did it, done "
        "it, did this, blam*, launch*, fought, mined, sabotage*, downed, sank, warhead*, doing, punish*, "
        "finger*, hand"
    ),
)

SOMEBODY = Needed("stance", _WHO_DID_IT)

SAID = Cues.of(
    {
        "": (
            "said, say, says, saying, told, tell, tells, according to, report*, stat*, announc*, confirm*, "
            "estimat*, add*, claim*, accus*, blam*, den*, call*, wrote, tweet*, describ*, warn*, condemn*, "
            "count*, put, puts, spoke, list*, record*, acknowledg*, admit*, insist*, conclud*, found, "
            "document*, citing, quoted, declar*, reject*, figures from, figures by, suggest*, believe*, "
            "testif*, recall*, vow*, urg*, speaking, denials, denial, blames, maintain*, alleg*, assert*, "
            "contend*, attribut*, disclaim*, dismiss*, disown*, point* the finger, finding*, finds"
        ),
    },
)

ROLE = Cues.of(
    {
        "": (
            "official, officials, resident*, witness*, survivor*, villager*, relative*, doctors, medics, "
            "surgeon*, spokesman, spokeswoman, spokesperson, director, minister, mayor, governor, "
            "commissioner, prosecutor*, commander, chief, president, coordinator, inspector, matron, "
            "nurse*, teacher*, officials and aid workers, rescuers, activists, analysts, activist, "
            "sources, lawyer, shopkeeper*, farmer*, trader*, driver*"
        ),
    },
)

ORGANISATION = Cues.of(
    {
        "": (
            "committee, council, ministry, police, relief, centre, center, hospital, clinic, agency, "
            "army, front, mission, defence, defense, office, union, association, organi?ation, network, "
            "movement, government, group, brigade, observatory, commission, court, university, institute, "
            "party, charity, watch, nations, UN, U.N., cross, crescent, society, federation, league, "
            "authority, department, service, services, forces, command"
        ),
    },
)

TARGET = Cues.of(
    {
        "detention_facility": "detention, prison, prisons, jail, detainees, inmates",
        "displacement_camp": "camp, camps, displaced, shelter, sheltering, sheltered",
        "residential": ("house, houses, home, homes, apartment*, residential, neighbo?rhood, village, flats"),
        "medical": "hospital*, clinic*, ambulance*, medical, ward, wards",
        "school": "school*, university, college, classroom*, campus, kindergarten",
        "religious": "mosque*, church*, temple*, shrine*, synagogue*, worshippers, cathedral",
        "market_or_business": (
            "market*, bazaar, shop, shops, restaurant, cafe, hotel, mall, bakery, factory, office"
        ),
        "government": ("government, ministry, parliament, town hall, court, courthouse, embassy, consulate"),
        "police": "police, checkpoint",
        "military": (
            "army, base, barracks, military, soldiers, convoy, troops, outpost, checkpoint, garrison, patrol"
        ),
        "energy_or_water": "power, pipeline, refinery, depot, oil, gas, water, dam, plant, fuel",
        "communications": "radio, television, tower, antenna, newspaper, broadcaster",
        "transport": (
            "bus, train, station, airport, port, ship*, road, bridge, railway, lorry, lorries, truck*, "
            "vehicle*, car"
        ),
        "people": (
            "crowd, people, farmers, protesters, demonstrators, marchers, villagers, herders, pupils, "
            "students, family, party, wedding, funeral, men, women, children, civilians, residents, "
            "worshippers"
        ),
    },
)

SOURCE_TYPE = Cues.of(
    {
        "government": (
            "government, minister, ministry, mayor, governor, president, prime minister, police, "
            "authorit*, official, officials, parliament, council, municipal*, district, interior, envoy, "
            "ambassador, prosecutor*, state"
        ),
        "military": (
            "army, military, military official*, defen?e, air force, navy, general, colonel, brigadier, "
            "major, captain, troops, forces, marines, commander"
        ),
        "armed_group": (
            "rebel*, militia*, front, insurgent*, liberation, national army, fighters, movement, brigade, "
            "brigades, resistance, warlord, forces, troops, commander, group"
        ),
        "health_or_rescue": (
            "health, health minist*, health authorit*, health department, health service*, health "
            "official*, medical official*, hospital official*, emergency official*, rescue official*, "
            "hospital*, clinic*, doctor*, surgeon*, nurse*, medic*, ambulance*, rescue*, emergency, civil "
            "defen?e, fire service, firefighters, morgue, paramedic*, first responders, coroner"
        ),
        "un_or_igo": (
            "UN, U.N., UN's, United Nations, UNHCR, UNICEF, OCHA, WHO, World Health Organi?ation, IOM, "
            "International Organi?ation for Migration, World Food Programme, African Union, European "
            "Union, EU, E.U., OSCE, NATO, Arab League, refugee agency, special representative, human "
            "rights office, peacekeep*, secretary-general, human rights council, mission"
        ),
        "ngo": (
            "Red Cross, Red Crescent, charity, charities, rights group*, rights organi?ation*, "
            "humanitarian groups, watch, amnesty, monitor*, observatory, doctors without borders, aid "
            "group*, aid agenc*, aid worker*, tally, association, relief, rescue committee, save the "
            "children, campaign*, activist*, network"
        ),
        "media": (
            "news agency, television, radio, TV, newspaper, broadcaster, agency, media, daily, wire, channel"
        ),
        "witness": (
            "witness*, resident*, survivor*, relative*, villager*, neighbo*, shopkeeper*, farmer*, "
            "trader*, father, mother, brother, sister, driver, passer*, teacher, pupil, student, who was, "
            "who saw"
        ),
        "expert": (
            "analyst*, expert*, professor, researcher*, scholar*, academic*, lecturer, institute, university"
        ),
        "unnamed": "officials, official, source, sources, reports, some",
    },
    otherwise="outlet",
    asked=True,
)

WEEKDAY = Cues.of(
    {
        day: f"{day}, {day}s"
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    },
    otherwise="",
    near="quote",
)

TIME_OF_DAY = Cues.of(
    {
        "early_morning": ("early, dawn, before sunrise, predawn, pre-dawn, daybreak, sunrise, early hours"),
        "morning": "morning, forenoon",
        "midday": "noon, midday, lunchtime",
        "afternoon": "afternoon",
        "evening": "evening, dusk, sunset, sundown",
        "night": "night, overnight, late, midnight, nighttime, night-time",
    },
    otherwise="",
    near="quote",
)
