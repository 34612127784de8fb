"""Pairs of names with the verdict that a careful reader gives, and why. Invented, or known to everybody."""

from __future__ import annotations

from collections.abc import Iterator

NAMES = """
correct | Haftar | Hafter | a for e
correct | Haftar | Hifter | the first vowel, a for i
correct | Malek Mersek | Malek Merset | one letter mistyped in a long word
correct | Gaddafi | Qadhafi | q, g and k are one sound; dh is d
correct | Muammar Gaddafi | Moammar Kadhafi | every word in another spelling
correct | Mohammed | Muhammad | o for u, doubled m
correct | Zelensky | Zelenskyy | y for yy
correct | Volodymyr Zelenskiy | Volodymyr Zelensky | iy for y
correct | Hezbollah | Hizbullah | -ollah, -ullah
correct | al-Shabaab | Al Shabab | hyphen and long vowel
correct | Ghannouchi | Ghannushi | ch for sh, ou for u
correct | Abdul Rahman | Abdelrahman | one word or two, Abdul for Abdel
correct | Abdel Fattah el-Sisi | Abdel-Fattah al-Sissi | the article in two forms
correct | Saif al-Islam | Seif al-Islam | a short word, vouched for by the other
correct | Mohamed Hamdan Dagalo | Mohammed Hamdan Daglo | a missing letter, vouched for by the others
correct | António Guterres | Antonio Guterres | accent
correct | Зеленський | Зеленский | Ukrainian and Russian, one letter
correct | Khalifa Haftar | Haftar | surname
correct | Osama bin Laden | bin Laden | surname of two words
correct | Владимир Путин | Путин | surname, in Cyrillic
correct | K. Haftar | Khalifa Haftar | initial
correct | Haftar, Khalifa | Khalifa Haftar | last name first
correct | Field Marshal Khalifa Haftar | Khalifa Haftar | rank
correct | GNA | Government of National Accord | acronym
correct | U.N. | United Nations | acronym with dots
correct | Government of National Accord (GNA) | GNA | written with its acronym
correct | Government of National Accord (GNA) | the Government of National Accord | written with its acronym
correct | UNHCR | UN High Commissioner for Refugees | an acronym within an acronym
correct | WHO | World Health Organization | a word that else adds nothing
correct | IEDs | improvised explosive devices | acronym in the plural
correct | United States | USA | a country's other name
correct | Ministry of Health | Health Ministry | order of words in a body
correct | Ministry of Defense | Defence Ministry | American spelling
correct | Russia's Defence Ministry | Russian Ministry of Defence | the country, and its adjective
correct | Libya Red Crescent | Libyan Red Crescent | the country, and its adjective
correct | Houthis | Houthi rebels | what they are
correct | Hamas | Hamas movement | what it is
correct | air strike | airstrikes | one word or two, plural
correct | AK-47 | AK47 | hyphen
partial | Haftar's forces | Haftar | a person is not his forces
partial | Libyan National Army | Libyan Army | may be another army
partial | Libyan National Army | army | says less
partial | Libyan Ministry of Health | Ministry of Health | says less
partial | Khalifa Haftar | Khalifa | a given name alone
partial | Khalifa Haftar (LNA) | LNA | a person and his body
partial | Ali Hassan | Hassan Ali | father and son, or a slip
partial | Mohammed bin Salman | Mohammed Salman | a part left out
partial | Pakistani Taliban | Taliban | a branch
partial | Libya | Libyan | the country, and its adjective
partial | Israel | Israeli military | a country and its army
partial | UN Support Mission in Libya | UN | a mission and its body
partial | GNA | GNA health ministry | a ministry and its government
partial | mortar shells | shells | says less
partial | car bomb | bomb | says less
partial | الجيش الوطني الليبي | الجيش الليبي | may be another army
incorrect | Khalifa Haftar | Saddam Haftar | a relative
incorrect | Hassan | Hussein | another name: a, u
incorrect | Mahmoud | Mohammed | another name
incorrect | Bashar | Bashir | another name: the second vowel
incorrect | Khamenei | Khomeini | another name
incorrect | Khalid | Khalil | another name
incorrect | Antonio | Antonia | another sex
incorrect | Petrov | Petrova | another sex
incorrect | Zelensky | Zelenska | another sex
incorrect | Iran | Iraq | a short word must match
incorrect | Hamas | Hama | a short word must match
incorrect | Mali | Malawi | a short word must match
incorrect | UN | UNHCR | a short word must match
incorrect | Niger | Nigeria | an ending is no slip
incorrect | Niger | Nigerian | the adjective of another country
incorrect | Austria | Australia | two letters
incorrect | Slovakia | Slovenia | two letters
incorrect | Gambia | Zambia | the first letter
incorrect | Iceland | Ireland | one letter, two countries
incorrect | Guinea | Guyana | other sounds
incorrect | Sudan | South Sudan | another country
incorrect | Sudanese army | South Sudanese army | another country's
incorrect | North Korea | South Korea | another country
incorrect | Congo | Congo Brazzaville | "Congo" alone is mostly the other one
incorrect | Republic of the Congo | Democratic Republic of the Congo | another country
incorrect | United Nations | United States | a common word that tells nothing
incorrect | Ministry of Health | Ministry of Defence | another ministry
incorrect | Libyan Ministry of Health | Libyan Ministry of Defence | another ministry
incorrect | Government of National Accord | Government of National Unity | another government
incorrect | Popular Front for the Liberation of Selm | Democratic Front for the Liberation of Selm | a split
incorrect | Hezbollah | Kataib Hezbollah | another group
incorrect | Ansar Allah | Ansar al-Sharia | another group
incorrect | Syrian rebels | Syrian army | the other side
incorrect | Syria | Syrian rebels | the other side
incorrect | 1st Brigade | 2nd Brigade | another number
incorrect | T-55 | T-72 | another number
incorrect | rebels | army | nothing in common
incorrect | 国防部 | 外交部 | scripts whose signs are words
incorrect | ??? | Haftar | nothing to compare
"""

PLACES = """
correct | Tajoura | Tajura | ou for u
correct | Deir ez-Zor | Deir al-Zour | article; a short word, vouched for by the other
correct | Tajoura detention centre | Tajoura Detention Center | American spelling
correct | the city of Homs | Homs | what sort of place it is
correct | Homs province | Homs | what sort of place it is
correct | Santo Tomas (farm) | SANTO TOMAS | what sort of place it is
correct | Eastern Ghouta | East Ghouta | east, eastern
correct | Kyiv | Kiev | its other name
correct | UK | United Kingdom | acronym
correct | Tajoura | Tajoura, Tripoli | the same place, and what it lies in
correct | Tajoura, Tripoli | Tajoura, Tripoli, Libya | the same place, and what it lies in
correct | GUATEMALA: SANTO TOMAS (FARM) | Santo Tomas, Guatemala | from large to small, and the other way
correct | district | district | nothing but a kind
partial | Tajoura, Tripoli | Tripoli | one level up
partial | Tajoura, Tripoli, Libya | Libya | two levels up
partial | GUATEMALA: SANTO TOMAS (FARM) | Guatemala | one level up
partial | Tajoura detention centre | Tajoura | one level up
partial | Tajoura detention centre | detention centre | says less
partial | northern Libya | Libya | one level up
partial | Mexico City | Mexico | a city and its country
partial | Gaza City | Gaza | a city and its region
partial | Paris, Texas | Paris, France | a namesake, as far as the names show it
incorrect | Sudan | South Sudan | another country
incorrect | New York | York | another city
incorrect | Benin City | Benin | a city of another country
incorrect | Guinea | Guinea-Bissau | another country
incorrect | Granada | Grenada | one letter, two countries
incorrect | Gaza | Giza | a short word must match
incorrect | San Jose | San Juan | a common word
incorrect | West Bank | Gaza Strip | nothing in common
incorrect | district | province | nothing but kinds
incorrect | 北京 | 南京 | scripts whose signs are words
"""

COUNTRIES = """
Afghanistan;Albania;Algeria;Andorra;Angola;Antigua and Barbuda;Argentina;Armenia;Australia;Austria;
Azerbaijan;Bahamas;Bahrain;Bangladesh;Barbados;Belarus;Belgium;Belize;Benin;Bhutan;Bolivia;
Bosnia and Herzegovina;Botswana;Brazil;Brunei;Bulgaria;Burkina Faso;Burundi;Cambodia;Cameroon;Canada;
Cape Verde;Central African Republic;Chad;Chile;China;Colombia;Comoros;Republic of the Congo;
Democratic Republic of the Congo;Costa Rica;Croatia;Cuba;Cyprus;Czech Republic;Denmark;Djibouti;Dominica;
Dominican Republic;East Timor;Ecuador;Egypt;El Salvador;Equatorial Guinea;Eritrea;Estonia;Eswatini;
Ethiopia;Fiji;Finland;France;Gabon;Gambia;Georgia;Germany;Ghana;Greece;Grenada;Guatemala;Guinea;
Guinea-Bissau;Guyana;Haiti;Honduras;Hungary;Iceland;India;Indonesia;Iran;Iraq;Ireland;Israel;Italy;
Ivory Coast;Jamaica;Japan;Jordan;Kazakhstan;Kenya;Kiribati;North Korea;South Korea;Kosovo;Kuwait;
Kyrgyzstan;Laos;Latvia;Lebanon;Lesotho;Liberia;Libya;Liechtenstein;Lithuania;Luxembourg;Madagascar;
Malawi;Malaysia;Maldives;Mali;Malta;Marshall Islands;Mauritania;Mauritius;Mexico;Micronesia;Moldova;
Monaco;Mongolia;Montenegro;Morocco;Mozambique;Myanmar;Namibia;Nauru;Nepal;Netherlands;New Zealand;
Nicaragua;Niger;Nigeria;North Macedonia;Norway;Oman;Pakistan;Palau;Palestine;Panama;Papua New Guinea;
Paraguay;Peru;Philippines;Poland;Portugal;Qatar;Romania;Russia;Rwanda;Saint Kitts and Nevis;Saint Lucia;
Samoa;San Marino;Saudi Arabia;Senegal;Serbia;Seychelles;Sierra Leone;Singapore;Slovakia;Slovenia;
Solomon Islands;Somalia;Somaliland;South Africa;South Sudan;Spain;Sri Lanka;Sudan;Suriname;Sweden;
Switzerland;Syria;Taiwan;Tajikistan;Tanzania;Thailand;Togo;Tonga;Trinidad and Tobago;Tunisia;Turkey;
Turkmenistan;Tuvalu;Uganda;Ukraine;United Arab Emirates;United Kingdom;United States;Uruguay;Uzbekistan;
Vanuatu;Vatican City;Venezuela;Vietnam;Western Sahara;Yemen;Zambia;Zimbabwe
""".replace("\n", "").split(";")


def rows(table: str) -> Iterator[tuple[str, str, str, str]]:
    """(verdict, one, other, why)."""
    for line in table.strip().splitlines():
        verdict, one, other, why = (cell.strip() for cell in line.split("|"))
        yield verdict, one, other, why
