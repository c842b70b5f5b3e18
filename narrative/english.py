"""How English changes how firmly something is said. Collected from news prose; five labelled articles set the reach of each kind."""

from narrative.language import Cues, Language

_NOT = r"(?:not|never|cannot|can't|couldn't|hasn't|haven't|hadn't|didn't|doesn't|don't|isn't|aren't|wasn't|won't|wouldn't)"

LEFT_OPEN: Cues = (
    rf"{_NOT} (?:\w+ ){{0,2}}?(?:rul\w+ out|rule anything out|exclud\w+|dismiss\w*|discount\w*)",
    r"rul(?:e|es|ed|ing) out (?:none|nothing|neither (?:\w+ ){1,6}?nor)|(?:neither|nor) (?:\w+ )?(?:confirm\w*|den(?:y|ied|ies))",
    rf"(?:{_NOT}|declin\w+ to|refus\w+ to|unable to|yet to) (?:\w+ ){{0,4}}?(?:comment\w*|confirm\w*|verif\w+|corroborat\w+|elaborat\w+)",
    r"(?:did|does|do|has|have|had)(?: not|n't) (?:\w+ )?(?:say|said|mention\w*|specif\w+|address\w*)",
    r"(?:made|makes|making) no (?:mention|reference)|no mention of|without (?:mentioning|naming|elaborating)",
    r"unverified|unconfirmed|unproven|inconclusive|not (?:been |yet )?(?:proven|established|known)(?! (?:who|what|how|why|when"
    r"|where|whose))",
)

_WRONG = (
    r"false|untrue|wrong|baseless|groundless|unfounded|nonsense|nonsensical|rubbish|absurd|ridiculous|fake|fiction|a (?:lie|myth"
    r"|hoax|fabrication)"
    r"|lies|impossible|implausible|out of the question|not true|incorrect|far-fetched|bogus"
)
_BE = r"(?:is|are|was|were|be|been|being|as)"

ENGLISH = Language(
    left_open=LEFT_OPEN,
    no_negation=(
        *LEFT_OPEN,
        r"not (?:only|just|merely|simply|least|solely)",
        r"no (?:doubt|fewer|less|more|later|matter|sooner|wonder|secret)|without (?:a )?doubt",
        r"no longer(?! (?:\w+ )?(?:believed|thought|considered|suspected|seen|treated|regarded|a (?:suspect|theory|factor)))",
        r"not (?:\w+ ){0,2}?(?:explain\w*|clear|know|unlike|surpris\w+|deny)",
        r"(?:was|were|been|being|is|are) denied (?!by|on)(?:\w+ )?(?:permission|access|entry|landing|clearance|visas?)",
        r"no (?:other|alternative|further) (?:\w+ )?(?:than|but)|nothing but|whether or not|not (?:yet )?(?:over|alone)|no one else",
    ),
    negation=(
        r"not|never|no|none|nobody|no one|nothing|neither|nor|without|cannot|rather than|instead of|yet to|far from being|hardly"
        r"|barely a",
        r"as opposed to",
    ),
    denial=(
        r"den(?:y|ies|ied|ying|ials? (?:of|that))",
        r"reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:e|es|ed|ing)|rul(?:e|es|ed|ing) out|retract(?:s|ed|ing)?|exclud(?:e|es"
        r"|ed|ing)",
        r"disput(?:e|es|ed|ing)|debunk\w*|disprov\w+|contradict(?:s|ed|ing)?|rubbish(?:es|ed|ing)|discount(?:s|ed|ing)|play(?:s|ed"
        r"|ing)? down",
        r"pour(?:s|ed|ing)? (?:cold water|scorn) on|scoff(?:s|ed)? at|quash(?:es|ed)?|repudiat(?:e|es|ed)|rebuff(?:s|ed)?|disavow\w*",
        r"no (?:\w+ )?(?:evidence|proof|indications?|signs?|grounds?|reason|trace|hint|suggestion|question|basis|record|confirmation)",
        r"nothing (?:\w+ ){0,2}?(?:suggest|indicat|point|show|prov|support)\w*|contrary to",
        r"no longer (?:\w+ )?(?:believed|thought|considered|suspected|seen|treated|regarded)",
        r"unlikely|doubt(?:s|ed|ful)?|skeptical|sceptical",
        r"(?:fail(?:s|ed|ing)?|refus(?:es|ed|ing|al)|declin(?:es|ed|ing)|ha(?:s|ve|d) yet) to",
        r"stop(?:s|ped|ping)? short of|f(?:ell|alls?|alling) short of|shied away from",
        r"withdr[ae]w(?:s|n|al of|ing)?|walk(?:s|ed|ing)? back|back(?:s|ed|ing)? away from|abandon(?:s|ed|ing)? (?:the|its"
        r"|their) (?:theory|claim|version)",
        r"(?:remov|delet)(?:es|ed|ing) (?:\w+ ){0,4}?(?:statements?|posts?|claims?|references?|mentions?|version)",
        r"(?:false|fake|baseless|bogus|unfounded|untrue|wrong|absurd) (?:\w+ )?(?:claims?|reports?|rumou?rs?|theor(?:y|ies)"
        r"|versions?|stor(?:y|ies))",
    ),
    taken_for_granted=(
        r"(?:responsib\w+|blame|guilt|accountab\w+|apolog\w+|compensat\w+|condolences) (?:for|over)",
        r"(?:forget|forgive|forgot) (?:what|who|that|how)",
        r"(?:know\w*|tells?|told|says?|said|clear|determin\w+|establish\w*|understand|underst(?:oo)?d|explain\w*) (?:exactly "
        r"|precisely )?(?:what|who|whose|how|why)",
        r"admi(?:t|ts|tted|tting|ssion)|acknowledg\w+|conced\w+|confession|confess\w*|recogni[sz]\w+|explain(?:s|ed)? (?:how|why)"
        r"|own(?:s|ed|ing)? up to",
        r"(?:explain(?:s|ed)?|account(?:s|ed)? for|caus(?:e|es|ed)|justif\w+|respond\w* to|apologi[sz]\w+ for) (?:the|these|those"
        r"|its|their|all)",
    ),
    denied_behind=(
        rf"{_BE} (?:\w+ ){{0,2}}?(?:ruled out|dismissed|rejected|denied|excluded|discounted|refuted|withdrawn|debunked|disproved"
        rf"|disproven|disputed)",
        r"(?:can|could|may|must|should|has|have|had) (?:now )?be(?:en)? (?:\w+ )?(?:ruled out|dismissed|excluded|discounted)",
        rf"{_BE} (?:\w+ )?(?:highly |very |most |considered )?unlikely|unlikely",
        rf"(?:{_BE} )?(?:\w+ )?(?:{_WRONG})",
        rf"(?:{_NOT}|(?:did|do|does|has|have|had|is|are|was|were|could|would|can) (?:not|never)) (?:\w+ ){{0,3}}?"
        r"(?:factor|to blame|blamed|responsible|reason|behind it|cause[ds]?|contribut\w+|play\w*|happen\w*|occur\w*|involved"
        r"|at fault|the case|true"
        r"|take place|a possibility|exist\w*|plausible|credible)",
        rf"{_BE} (?:\w+ )?(?:dropped|discarded|shelved|retracted|laid to rest|put to rest|demolished)|played no (?:\w+ )?(?:part"
        rf"|role)|had nothing to do with"
        rf"|doesn't hold|does not hold|collapsed under",
    ),
    hedge=(
        r"(?<!in )(?<!\d )(?<!of )may(?! \d)|might|could|possibly|possibility|perhaps|maybe|likely|likel(?:iest|ihood)|probabl[ey]"
        r"|apparently|presumably|supposedly",
        r"reportedly|allegedly|purportedly|potentially|conceivabl[ey]|plausibl[ey]|ostensibly|if(?! not)|unless|assuming"
        r"|provided that|as though",
        r"preliminary (?:data|information|findings?|results?|indications?|assessments?|evidence|analys[ei]s|investigation"
        r"|conclusions?|version)",
        r"seem(?:s|ed|ing)?|seemingly|appear(?:s|ed)? to|suspect(?:s|ed)?|suspicions?|believ(?:e|es|ed)|thought|think(?:s)?"
        r"|speculat\w+|hypothes\w+",
        r"fear(?:s|ed)?(?! for)|presum(?:e|es|ed)|assum(?:e|es|ed)|hope(?:s|d)?|(?:is|are|was|were) (?:expected|set|likely|said"
        r"|reported|rumou?red|alleged) to",
        r"theor(?:y|ies)|suggest(?:s|ed|ing)?|suggestions?|indicat(?:e|es|ed|ing|ions?)|(?:early|sees?|saw|seen|are|were) signs"
        r"|points?(?: \w+)? to|pointed to",
        r"pointing to|linked to|notions?|hint(?:s|ed|ing)?(?: at)?|impl(?:y|ies|ied)|raises? the (?:prospect|spectre|specter"
        r"|possibility)|consistent with",
        r"concerns? (?:of|that)|(?:on|amid|of|about) (?:\w+ )?(?:reports|claims|rumou?rs|allegations)|rumou?rs?|looks? (?:like|as)"
        r"|, whether|whether (?=(?:\w+ ){0,3}or not)",
        r"(?:not|n't) (?:\w+ )?(?:certain|sure|definitive|conclusive)|(?:theories|versions|possibilities|scenarios"
        r"|lines of (?:inquiry|enquiry))",
    ),
    near_hedge=(
        r"possible|potential|alleged|suspected|apparent|presumed|supposed|probable|perceived|purported|would-be|likely"
        r"|so-called",
    ),
    hedged_behind=(
        r"(?:may|might|could)(?! not)|(?:is|are|was|were|remain\w*) (?:\w+ )?(?:likely|possible|plausible|probable|suspected"
        r"|believed|thought|feared|considered)",
        r"(?:is|are|was|were|remain\w*) (?:\w+ )?(?:a|one|the|an) (?:\w+ )?(?:possibility|possible|probable|likely|likeliest|theory"
        r"|suspect|hypothesis|version|scenario)",
        r"(?:is|are|was|were) the (?:most )?(?:likel\w+|probable)|possibly|perhaps|probably|apparently|seems? to|seemed to"
        r"|appears? to|appeared to",
        r"theor(?:y|ies)|hypothes[ei]s|suspected|feared|(?:is|are|was|were|remain\w*) (?:among"
        r"|one of) the (?:\w+ )?(?:possibilities|theories|versions|scenarios|options|causes)",
        r"(?:is|are|was|were) (?:also )?(?:being )?(?:looked at|looked into|examined|considered|explored)|(?:a|one) possibility"
        r"|under (?:investigation|consideration)",
    ),
    believed=(r"believes?|suspects?|thinks?|fears?|speculates?|guess(?:es)?|assumes?|reckons?",),
    question=(
        r"(?<!, )whether(?! (?:\w+ ){0,3}or not)|unclear|rais(?:e|es|ed|ing) (?:\w+ ){0,2}?questions?|questions? (?:about|over"
        r"|as to|remain)",
        r"question(?:s|ed|ing) (?:whether|if|the|how|over)|call\w* into question|(?:say|said|know|known|clear|ask\w*|determine|see"
        r"|tell|wonder\w*|find out) if",
        r"unanswered|a mystery|no answer|remains? (?:unknown|open)",
    ),
    told_first=(
        r"at first|initially|originally|(?<=had )(?:earlier|previously|first)|(?<!\w )(?:earlier|previously)(?=,)"
        r"|(?<!as )(?<!than )first thought",
        r"(?<!contrary to )(?:initial|early|earlier|first|original|previous) (?:\w+ )?(?:reports?|versions?|statements?|information"
        r"|accounts?|theor(?:y|ies)|claims?|assessments?)",
        r"(?<!as )(?<!than )(?:first|earlier|previously|initially|originally) (?:said|claimed|reported|blamed|suggested|stated"
        r"|spoke|thought|named|put|attributed|believed|cited|estimated)",
    ),
    to_come=(
        r"will|would|shall|promis\w+|pledg\w+|vow(?:s|ed|ing)?|intend\w*|plan(?:s|ned|ning)? to|going to|agreed to|is to|are to"
        r"|due to be|offered to|(?<=\w)'ll",
    ),
    demanded=(
        r"must|should|ought to|ha(?:s|ve|d) to|needs?|needed|(?<!a )demand(?:s|ed|ing)?|demand for|(?:call(?:s|ed|ing)? (?:on|for"
        r"|upon|to)|calls to)|urg(?:e|es|ed|ing)|fac(?:e|es|ed|ing)",
        r"expect(?:s|ed|ing|ation|ations)?|want(?:s|ed|ing)?|await(?:s|ed|ing)?|wait(?:s|ed|ing)? for|insist(?:s"
        r"|ed)? (?:\w+ ){0,3}?(?:on|that)|request(?:s|ed)?",
        r"requir(?:e|es|ed)|seek(?:s|ing)?|sought|owes?|owed|hopes?|hoped|hoping|if|pressed|press(?:es|ing) for|pressure|ask(?:s|ed"
        r"|ing)? (?:\w+ )?(?:for|to)",
        r"pushed for|calls for|appeal(?:s|ed|ing)? (?:for|to)|unless|until|deserves?|would like",
    ),
    report=(
        r"(?<!to )(?:sa(?:y|ys|id|ying)(?! so)|stat(?:e|es|ed|ing)|tells?|told|announc(?:e|es|ed|ing)|reported|claim(?:ed|ing)"
        r"|insist(?:s|ed|ing)?)",
        r"(?<!to )(?:(?<!be )(?<!been )(?<!are )(?<!is )(?<!was )(?<!were )(?<!now )confirm(?:s|ed|ing)?|not(?:es|ed|ing)|accus(?:e"
        r"|es|ed|ing)|blam(?:e|es|ed|ing)|alleg(?:e|es|ed|ing)|suggest(?:s|ed)?|reveal(?:s|ed|ing)?)",
        r"(?<!to )(?:explain(?:s|ed|ing)?|argu(?:e|es|ed|ing)|declar(?:e|es|ed|ing)|warn(?:s|ed|ing)?|promis(?:e|es|ed|ing)"
        r"|acknowledg(?:e|es|ed)|admit(?:s|ted|ting)?)",
        r"(?<!to )(?:conced(?:e|es|ed)|indicat(?:es|ed)|conclud(?:es|ed|ing)|finds|put(?:s)? (?:the|it|at)|add(?:s|ed)|den(?:y|ies"
        r"|ied)|dismiss(?:es|ed)|reject(?:s|ed))",
        r"(?<!to )(?:believes?|think(?:s)?|maintain(?:s|ed)|assert(?:s|ed|ing)?|contend(?:s|ed)?|testif(?:y|ies|ied)|writ(?:es|ing)"
        r"|wrote|post(?:s|ed)|tweeted)",
        r"(?<!to )(?:recall(?:s|ed)|comment(?:s|ed)|remark(?:s|ed)|repl(?:ies|ied)|pledg(?:e|es|ed|ing)|vow(?:s|ed|ing)?"
        r"|estimat(?:e|es|ed)|attribut(?:e|es|ed)|disput(?:e|es|ed))",
        r"(?<!to )(?:rul(?:e|es|ed) out|exclud(?:e|es|ed)|withdrew|(?<!no )(?<!without )doubt(?:s|ed)?|point(?:s|ed) (?:out"
        r"|the finger)|sp[oe]ak(?:e|en"
        r"|s)? of|spoke(?:n)? of|alludes?|hint(?:s|ed)?)",
        r"(?:calls?|called|describ(?:es|ed)|brand(?:s|ed)|denounc(?:es|ed)|condemn(?:s|ed)) (?:it|this|that|the \w+"
        r"|the \w+ \w+) (?:as )?(?:an?|the)",
        r"(?<=to )blame(?= (?:the|bad|poor) )",
        r"found (?:that|no|nothing|evidence)|cited|quoted|(?<!what )(?:is|are|was|were) (?:convinced|certain|adamant)"
        r"|what (?:\w+ ){1,2}(?:called|described|termed|dubbed)",
        r"(?:claims?|statements?|assertions?|conclusions?|charges?|testimon\w+|admissions?|version|account|explanation|line),? that"
        r"|(?:reports?|allegations?|accusations?) (?:that|of)",
        r"(?<!the )(?<!of )(?<!on )(?<!amid )(?<!about )(?<!'s )(?<!explicit )(?<!and )(?<!these )(?<!such )(?:claims"
        r"|reports)(?! (?:and|have|of|were|are|that)|[,.;:]|$)",
        r"says? it|according|condemn(?:s|ed)? (?:the|what)",
    ),
    passive_report=(
        r"(?:ruled out|dismissed|rejected|denied|refuted|confirmed|claimed|reported|suggested|alleged|excluded|disputed|announced"
        r"|cited|revealed|blamed|described)"
        r" (?:\w+ )?by(?: the| a| an)?",
    ),
    according=(
        r"according to|in the words of|citing|as (?:stated|reported|claimed|confirmed) by|per(?= the)|in the (?:view"
        r"|opinion) of",
    ),
    pronoun=(r"he|she|his|her",),
    clause=(r",? (?:but|however|although|though|whereas|while)|, (?:yet|now)",),
    stop=(
        r",? (?:but|however|although|though|while|whereas|because|even though|after which)|, (?:yet|now)|(?<=or not),",
        r", (?:which|who|whose|and|as|raising|sparking|after|adding|leading|fuell?ing|prompting|forcing|killing|leaving)",
    ),
    turn=(r", (?:leading|raising|fuell?ing|prompting|sparking|heightening|deepening|forcing)",),
    comparison=(
        r"(?:unlike|like|as (?:in|with|after)|compar\w+ (?:to|with)|similar to|reminiscent of|echo(?:es|ing)?(?: of)?|recall(?:s"
        r"|ing)|parallels? (?:with|to)|years after|since"
        r"|in contrast to|decade after|evok\w+|memories of) (?:\w+ ){0,5}?",
    ),
    recalled=(
        r"(?:past|previous|earlier|prior|historical) (?:\w+ )?(?:instances|incidents|cases|tragedies|disasters|crashes|accidents"
        r"|shootdowns|episodes)",
    ),
    not_then=(
        r"(?:built|made|born|founded|delivered|manufactured|commissioned|produced|established|joined|introduced|bought|acquired"
        r"|elected|registered|retired|opened)"
        r" (?:in |since )?|(?:service|office|power|production) (?:in|since) |since |from |until |model |(?:19|20)\d\d (?:to|and) ",
    ),
    places=(
        r"in|from|near|over|to|with|against|on|between|of|outside|across|at|towards?|into|via|telling|told|tells|asked|asks|phoned"
        r"|called|met|thanked|accus(?:ed|es|ing)"
        r"|urg(?:ed|es|ing)|informed|assured|inform|blam(?:ed|es|ing)",
    ),
    months=("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"),
)
