"""What means the same in news copy, what means nothing in a question, and verbs of two words. Data only; edit freely.

A group never answers anything by itself: it lets "seized" find "captured". Words are folded and lower case; the index and
the question are stemmed alike, so one form of each word is enough. Opposites never share a group.
"""

# Words of a question that name nothing to look for. Question words and light verbs; not adjectives: "official" matters.
IDLE = """
a about above according actually after again ago all alone already also am an and any anybody anyone anything are around as ask
asked at bad be became because been before being between both bring brings but by came can cannot check come cope coping could
currently day days detail details did didnt do does doesnt doing done during each either else entire ever every exactly face faces
far fare feel for from further get gets getting give given go goes going gone good got had happen happened happening has hasnt
have having he hear hello her here hers hey hi him his how i if in info information into is isnt it its itself just keep keeps
kept know known lately let like look looking looks lot made make makes many may me mean means might mine moment more most much
must my near need needs neither no nor not now of off ok okay on once one only or other our out over own please pls put question
react reacting reacts really regarding right same see seem send sending sends sent she short should show showed shows since so
some somebody someone something soon still story such sure take takes tell than thank thanks that the their theirs them themselves
then there these they thing things think this those though through thx to today together too tried tries true truth try turn
turned under until up upon us use used very via was wasnt way we well went were werent what whatever whats when whens where wheres
whether which while who whole whom whos whose why will with within wont would wouldnt yes yet you your yours
name names من في علي عن الي مع هذا هذه ان التي الذي ما لا bir ve ile bu le la les des une dans est les der die das und ist в на и из с по это
"""

# Two words that are one, and fixed phrases; matched on plain text, longest first.
PHRASES = (
    (r"pull(?:ed|ing|s)? (?:out|back)|pullout|pull ?back|fall(?:s|en|ing)? back|fell back|drew back|drawn back", "withdraw"),
    (r"dr[io]v(?:e|en|ing) out|force[sd]? out|forcing out|push(?:ed|es|ing)? out|throw(?:n|s)? out|threw out|kick(?:ed|s)? out", "oust"),
    (r"t(?:ake|akes|aken|aking|ook) over", "capture"),
    (r"t(?:ake|akes|aken|aking|ook) control(?: of)?|in control of|under the control of|in the hands of|in whose hands", "capture control"),
    (r"made up of|make up of|made of|consists? of|composed of|comprised? of|comprises|who makes? up|belong(?:s|ing)? to", "include"),
    (r"put(?:s|ting)? up", "mount"),
    (r"set(?:s|ting)? up|set to", "plan"),
    (r"h(?:old|olds|eld|olding) (?:peace )?talks?", "meet talk"),
    (r"(?:mov(?:e|es|ed|ing)|go|goes|went|march(?:ed)?|roll(?:ed)?) into|went in|go in", "enter"),
    (r"islamic state", "islamicstate"),
    (r"war monitors?", "monitor"),
    (r"below the poverty line|below poverty line|under the poverty line|poverty line|in poverty|living poor", "poverty"),
    (r"exchange rates?", "exchangerate"),
    (r"black market|parallel market|unofficial (?:rate|market)", "parallelmarket"),
    (r"air ?strikes?|air ?raids?|strikes? from the air", "airstrike"),
    (r"air ?forces?", "airforce"),
    (r"civil war", "civilwar war"),
    (r"phone(?:d)? call(?:s)?|telephone call|by phone|on the phone|over the phone", "phonecall"),
    (r"foreign ministers?|fms?|top diplomats?", "foreignminister minister"),
    (r"defen[cs]e ministers?|ministers? of defen[cs]e|ministers? for defen[cs]e", "defenseminister minister"),
    (r"prime ministers?|premiers?", "primeminister minister"),
    (r"human rights", "humanrights"),
    (r"state (?:news )?agency|state media|state tv|state television", "statemedia media"),
    (r"pro government", "progovernment"),
    (r"ceasefires?|cease fires?|truces?", "ceasefire"),
    (r"counter ?offensives?|counter ?attacks?", "counteroffensive"),
    (r"back(?:s|ed|ing)? down", "retreat"),
    (r"per ?cent|pct", "%"),
    (r"u s dollars?|us dollars?|usd|bucks?|greenbacks?", "dollar"),
    (r"kilomet(?:er|re)s?|kms?", "km"),
    (r"\bmi\b", "mile"),
)

# Question words of other languages that a newsroom on these stories types, as the English ones; on folded letters.
FOREIGN_PHRASES = (
    (r"من يسيطر علي|من يحكم|kim kontrol ediyor|qui (?:controle|tient)|кто контролирует|wer kontrolliert", "who controls"),
    (r"كم عدد|كم|kac|combien|сколько|wie viele", "how many"),
    (r"متي|ne zaman|quand|когда|wann", "when"),
    (r"اين|nerede|ou est|где|wo ist", "where"),
    (r"من هو|من هي|kim|qui est|кто такой|wer ist", "who is"),
    (r"ما هي|ما هو|ما هي|nedir|qu est ce que|что такое|was ist", "what is"),
    (r"ماذا قال|ماذا قالت|ne dedi|qu a dit|что сказал|was sagte", "what did say"),
    (r"ماذا حدث|ماذا جري|ne oldu|que s est il passe|что случилось|was geschah", "what happened"),
    (r"هل|mi|est ce que|ли", "did"),
)

# meaning → words that mean it in news copy
GROUPS = {
    "take": "سيطر سيطرت سيطره دخل دخلت سقطت سقط استولي ele gecirdi girdi dustu pris tombe захватили взяли пала eingenommen capture captured seize seized conquer overrun occupy occupied fall fell fallen enter entered retake recapture "
            "recaptured overtake storm stormed took taken lost lose loses loss",
    "hold": "يسيطر تسيطر kontrol controle контролируют kontrolliert control controls controlled hold holds held rule rules govern governs run runs holding occupy",
    "leave": "انسحب انسحاب انسحبت غادر غادرت cekildi cekilme retire retrait покинули ушли отступили abgezogen leave left leaving withdraw withdrew withdrawn withdrawal abandon abandoned evacuate quit retreat retreated redeploy "
             "redeploying redeployed depart departed departure vacate exit exited flee desert deserted",
    "oust": "oust ousted expel expelled rout routed evict dislodge",
    "stay": "stay stayed remain remained remaining reinforce reinforcing dig entrench",
    "flee": "فر فروا نزح نازحون kacti kacan fui deplaces бежали geflohen flee fled fleeing displace displaced displacement evacuate escape escaped exodus refugee uproot",
    "kill": "قتل قتلي قتلوا مقتل oldu oldurulen olu tues morts убиты погибли getotet tote kill killed killing die died dead death deaths deadly fatal fatality fatalities slain casualty casualties toll perish murder",
    "hurt": "hurt injure injured injury injuries wound wounded wounding casualty casualties harm",
    "attack": "هجوم saldiri offensive attaque наступление angriff attack attacked attacking assault offensive advance advances advancing push raid onslaught campaign invasion invade invaded incursion operation",
    "march": "march marching advance push head heading",
    "strike": "strike striking struck airstrike bomb bombed bombing bombardment shell shelled shelling raid",
    "fight": "fight fighting fought clash clashes battle battles combat skirmish war hostilities",
    "resist": "resist resistance oppose defend defence defense counteroffensive repel",
    "fighter": "fighter fighters militant militants gunman gunmen combatant combatants insurgent rebel jihadi jihadist",
    "troop": "جيش الجيش قوات القوات جنود ordu asker armee soldats армия войска truppen troop troops soldier soldiers army military forces servicemen trooper",
    "say": "say says said tell told state stated declare declared announce announced announcement claim claimed remark comment",
    "call": "call called describe described term label labelled brand branded name named dub dubbed",
    "deny": "deny denied denies denial reject rejected dispute disputed refute contradict",
    "confirm": "confirm confirmed confirms corroborate verify verified",
    "blame": "blame blames blamed accuse accused fault responsible responsibility",
    "vow": "vow vowed pledge pledged promise promised threaten threatened swear",
    "warn": "warn warned warning caution alert",
    "want": "want wanted wants wish wished desire desired hope aim aims goal seek seeks intend",
    "welcome": "welcome welcomed praise praised applaud hail hailed",
    "condemn": "condemn condemned criticize criticise criticized criticised criticism slam denounce oppose opposed",
    "refuse": "refuse refused refusal decline declined reject rejected",
    "talk": "talk talks dialogue negotiate negotiation negotiations conversation discuss discussed discussion consult speak spoke spoken",
    "meet": "meet meeting meets gather gathered gathering summit session convene",
    "agree": "agree agreed agreement deal accord pact treaty settlement",
    "visit": "visit visited tour toured touring trip travel arrive arrived",
    "support": "support supports supported supporter supporters back backs backed backer backers backing ally allies allied ally sponsor sponsors patron",
    "lead": "lead leads led leader leaders head heads headed chief boss commander commands command",
    "member": "include includes included member members part composed consist group groups militia umbrella",
    "president": "president presidency presidential",
    "money": "money cash funds funding fund rich wealth wealthy finance financial funded",
    "pay": "pay salary salaries wage wages",
    "price": "price prices worth value valued cost costs rate sell sold selling buy exchangerate",
    "currency": "currency pound lira",
    "fallvalue": "drop dropped decline declined plunge slump slide depreciate devalue weaken weakened",
    "grow": "rise rose risen increase increased grow grew growth climb jump surge",
    "poor": "poor poverty impoverished",
    "econ": "economy economic economies",
    "food": "food bread groceries eat",
    "shop": "market markets shop shops store stores supermarket",
    "begin": "begin began begun start started starting launch launched erupt erupted outbreak break broke broken commence",
    "end": "end ended ends finish finished over conclude stop stopped halt",
    "old": "old age aged long last lasted duration year years",
    "distance": "distance km mile miles away",
    "rank": "rank ranks ranking size largest biggest large big ranked",
    "border": "border borders bordering neighbour neighbor neighboring neighbouring adjoin frontier",
    "important": "important importance strategic significance significant matter matters key crucial vital prize crossroads intersection "
                 "junction pivotal valuable",
    "link": "link links connect connects crossroads intersection junction",
    "road": "road roads highway motorway route",
    "crowd": "jam jammed traffic queue crowd crowds crowded",
    "sect": "sect religion religious minority community alawite sunni shia shiite christian druze",
    "mount": "mount mounted mounting launch launched launching stage staged staging wage waged",
    "airforce": "airforce jet jets warplane warplanes plane planes aircraft bomber bombers",
    "storey": "storey storeys floor floors",
    "celebrate": "celebrate celebrated celebration cheer cheered cheering",
    "massacre": "massacre atrocity slaughter bloodbath",
    "write": "write wrote written author byline reporter journalist",
    "report": "report reported reports reporting",
    "video": "video videos footage clip clips film",
    "person": "people person persons resident residents civilian civilians inhabitant inhabitants",
    "civilian": "civilian civilians",
    "extremist": "extremist extremists extremism jihadi jihadist islamist takfiri terrorist terrorists terrorism",
    "abroad": "foreign abroad outside country countries nation nations",
    "refugee": "refugee refugees",
    "prison": "prison prisons prisoner prisoners jail detain detained detainee detainees captive captives guard guarding held",
    "collapse": "collapse collapsed building block flats",
    "rebuild": "rebuild rebuilding reconstruction reconstruct",
    "defeat": "defeat defeated beaten vanquish finish finished",
    "threat": "threat threats threaten danger dangerous risk",
    "mistake": "mistake error wrong",
    "gain": "gain gains regain recover reclaim",
    "weapon": "weapon weapons arms gun guns missile missiles",
    "home": "home homes house houses housing",
    "child": "child children boy girl kid kids",
    "woman": "woman women",
    "save": "save saved rescue rescued rescuer rescuers survivor survivors survive survived",
    "destroy": "destroy destroyed destruction damage damaged wreck wrecked ruin",
}
