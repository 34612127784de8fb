"""Which English words point to the terms of `Muc4Report`? Hints for finding and asking, not for scoring.

Where a sentence has none of the words of `INCIDENT`, nothing is asked about it.
"""

from __future__ import annotations

from schemas.annotations import Cues

INCIDENT = Cues.of(
    {
        "BOMBING": (
            "bomb*, explo*, dynamit*, grenade*, detonat*, blast*, blew up, blown up, blow up, "
            "mine, mines, rocket*, mortar*, car-bomb*"
        ),
        "KIDNAPPING": (
            "kidnap*, abduct*, hostage*, captive*, captors, disappear*, taken away, took away, "
            "dragged, held for ransom, seized by, ransom"
        ),
        "ARSON": "arson*, burn*, set fire, set on fire, torch*, fire to",
        "ROBBERY": "rob, robb*, stole, stolen, steal*, loot*, hold up, holdup, bank assault*",
        "HIJACKING": "hijack*, commandeer*, diverted",
        "FORCED WORK STOPPAGE": "work stoppage, transportation stoppage, traffic stoppage, armed strike",
        "ATTACK": (
            "attack*, kill*, murder*, assassin*, massacr*, slain, slay*, shot, shoot*, "
            "gunned down, machine-gun*, machinegun*, wound*, injur*, dead, death*, died, die, "
            "fatal*, victim*, execut*, riddled, ambush*, assault*, fired, opened fire, gunfire, "
            "harass*, raid*, storm*, tortur*, bodies, corpse*, attempt on, attempt against, "
            "lost their lives, lost his life, sabotage*, destroy*, damage*, blew, toppled, "
            "strafed, shelled, terrorist act*, crime"
        ),
    }
)

STAGE = Cues.of(
    {
        "THREATENED": "threat*, will kill, would kill, planned to, planning to, plans to, plot*",
        "ATTEMPTED": (
            "attempt*, tried to, try to, unsuccessful*, frustrat*, foiled, failed, thwart*, "
            "deactivat*, defused, did not explode, escaped unharmed, unharmed, unhurt, escaped"
        ),
    },
    otherwise="ACCOMPLISHED",
)

HUMAN_EFFECT = Cues.of(
    {
        "REGAINED FREEDOM": "released, freed, rescued, regained, liberated, release",
        "ESCAPED": "escaped",
        "NO INJURY OR DEATH": "unharmed, unhurt, uninjured, no casualties, no injur*, no victims",
        "INJURY": "wound*, injur*, hurt",
        "DEATH": (
            "kill*, murder*, assassin*, massacr*, slain, slay*, shot dead, gunned down, dead, "
            "death*, died, execut*, riddled, bodies, corpse*, lost their lives, lost his life"
        ),
    }
)

PHYSICAL_EFFECT = Cues.of(
    {
        "DESTROYED": "destroy*, burn*, blew up, blown up, demolish*, set fire, set on fire, gutted",
        "SOME DAMAGE": "damage*, shattered, broken, broke",
        "NO DAMAGE": "no damage, no material damage",
    }
)

ORGANISATION_CONFIDENCE = Cues.of(
    {
        "CLAIMED OR ADMITTED": "claim*, admit*, took responsibility, credit",
        "SUSPECTED OR ACCUSED BY AUTHORITIES": (
            "police said, police reported, police believe*, authorities, army said, armed forces, "
            "military sources, minister, officials"
        ),
        "SUSPECTED OR ACCUSED": "suspect*, accus*, blam*, attribut*, alleg*, presum*, believed, apparently",
        "POSSIBLE": "possib*, may have, might have, could have",
    },
    otherwise="REPORTED AS FACT",
)
