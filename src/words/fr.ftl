# Les phrases françaises, avec les mêmes identifiants et les mêmes variables que `en.ftl`.
# Devant ; : ! ? % et dans les guillemets : l’espace fine insécable (U+202F).

## Ce que toute phrase peut contenir

# Un texte qui n’est pas une phrase à nous.
plain = { $text }
typed = `{ $text }`
list = { $parts }
lines = { $parts }
between-parts = {" ; "}
between-things = {", "}
colon = {" : "}
with-details = { $what } : { $details }
not-measured = non mesuré
per-second = { $number }/s
worst-window = { $value } (pire fenêtre, finie après { $at })
usage = { $used } sur { $limit }
since-start = { $evidence }, dès le début
since-later = { $evidence }, à partir de { $since } de test
sure-low = { $evidence } (simple indice)
sure-medium = { $evidence } (probable ; un test plus long le dirait)

## Comment finissent les requêtes

outcome =
    { $kind ->
        [ok] réussie
        [check] contenu erroné
        [status] statut inattendu
        [refused] connexion refusée
        [reset_fresh] connexion coupée
        [reset_reused] connexion maintenue, puis coupée
        [timeout_connect] pas de connexion à temps
        [timeout_first_byte] pas de réponse à temps
        [timeout_total] réponse incomplète à temps
        [dns] nom introuvable
        [tls] échec TLS
        [truncated] réponse tronquée
        [malformed] réponse qui n’est pas du HTTP
        [too_large] réponse trop volumineuse
        [encoding] réponse mal encodée
        [off_origin] redirection vers un autre site
        [interrupted] interrompue par la fin du test
        [generator] limite du générateur lui-même
        [extract] valeur introuvable
        [redirects] redirections en boucle
        [withheld] non envoyée, pour ce qu’elle ferait ou contient
       *[blocked] blocage par un CDN ou un pare-feu
    }
outcome-times = { $times } × { $outcome }
status-times = { $status } × { $times }
of-requests =
    { $times ->
        [one] { $times } requête
       *[other] { $times } requêtes
    } sur { $total } ({ $share })
of-visits =
    { $times ->
        [one] { $times } visite
       *[other] { $times } visites
    } sur { $total } ({ $share })
of-checks =
    { $times ->
        [one] { $times } vérification
       *[other] { $times } vérifications
    } sur { $total } ({ $share })

## Les parties d’une requête

phase-blocked = l’établissement de la connexion
phase-connecting = la poignée de main TCP
phase-tls = la poignée de main TLS
phase-sending = l’envoi de la requête
phase-waiting = l’attente du premier octet de la boutique
phase-receiving = la réception de la réponse

## Le générateur de charge

generator-withheld =
    { $times ->
        [one] { $times } requête n’a pas été envoyée
       *[other] { $times } requêtes n’ont pas été envoyées
    } : elle aurait passé une commande ou modifié un panier que le scénario ne fait que regarder, ou contient une valeur impossible à envoyer
generator-own-failures =
    { $times ->
        [one] { $times } requête a échoué
       *[other] { $times } requêtes ont échoué
    } à cause des limites de cette machine
generator-descriptors = { $usage } descripteurs étaient utilisés
generator-late-starts =
    il n’a pas pu lancer à temps { $late ->
        [one] { $late } arrivée
       *[other] { $late } arrivées
    } sur { $due } ({ $share })
generator-shard =
    générateur { $shard }{ $known ->
        [yes] {" ("}{ $host })
       *[no] {""}
    } : { $why }
generator-lag = ses temporisateurs avaient jusqu’à { $lag } de retard (p99)
generator-run-queue = il attendait un processeur { $share } du temps
generator-cpu = un fil occupait { $share } de son processeur et ses temporisateurs avaient { $lag } de retard (p99)
generator-healthy = en bon état : il était à l’heure
generator-was-bottleneck = il était le goulot d’étranglement : { $reason }

## La charge prévue

load-constant = { $vus } VU pendant { $lasted }
load-ramping = de { $vus } VU { $stages }
load-stage = à { $target } en { $lasted }
load-shared =
    { $iterations ->
        [one] { $iterations } visite
       *[other] { $iterations } visites
    } à partager entre { $vus } VU
load-per-vu =
    { $iterations ->
        [one] { $iterations } visite
       *[other] { $iterations } visites
    } pour chacun des { $vus } VU
load-rate-kept = pendant { $lasted }
load-arrivals = { $rate } visites/s { $pieces }, { $vus } VU au plus
load-arrivals-poisson = { $rate } visites/s { $pieces }, { $vus } VU au plus, selon un processus de Poisson
load-after = après { $start }, { $load }
load-walking = { $load }, sur { $journeys }
load-search =
    recherche de la capacité : jusqu’à { $load }{ $origin ->
        [flags] {" "}(--vus ou --rate en fixe une autre)
        [scenario] {" "}(la charge du scénario ; --vus ou --rate en fixe une autre)
        [default] {" "}(aucune charge de plus d’un acheteur n’est indiquée ; --vus ou --rate en fixe une autre)
       *[asked] {""}
    }, chaque charge atteinte en { $ramp } et tenue { $hold } au plus
load-takes = { $load } de charge
load-takes-with-last-visits = { $load } de charge, puis jusqu’à { $rest } pour les dernières visites
load-takes-at-most = { $longest } au plus

## Le verdict

load-shoppers =
    { $shoppers ->
        [one] { $shoppers } acheteur
       *[other] { $shoppers } acheteurs
    }
load-visits =
    { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    } par seconde
load-visits-minute =
    { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    } par minute
load-average =
    une moyenne de { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    } par seconde
load-capped =
    { $requests ->
        [one] { $requests } requête
       *[other] { $requests } requêtes
    } par seconde, plafonnées
load-unknown = cette charge
load-in-runs = { $load } dans chacun des { $runs } tests
load-in-some-runs = { $load } dans { $with } des { $runs } tests
load-merged =
    { $runs } tests { $arrangement ->
        [side_by_side] menés en parallèle
        [in_turn] menés l’un après l’autre
       *[overlapping] qui ne se recouvrent qu’en partie
    }, chacun : { $load }
headline-holds = tient avec { $load }
headline-little-margin = tient avec { $load }, avec peu de marge
headline-strains = peine avec { $load }
headline-barely = supporte à peine { $load }
headline-fails = ne tient pas avec { $load }
headline-crosses =
    répond à { $load }, mais dépasse { $thresholds ->
        [one] { $thresholds } seuil
       *[other] { $thresholds } seuils
    }
headline-undelivered = répond à { $load }, mais { $share } des visites prévues n’ont pas pu commencer
headline-unsteady = répond à { $load }, mais sans se stabiliser
headline-because = { $headline } : { $reason }
headline-as-far =
    { $headline }, pour autant que { $visits ->
        [one] { $visits } visite permette
       *[other] { $visits } visites permettent
    } d’en juger
reason-weakest-run = l’un d’eux, { $run }, { $headline }
reason-time =
    { $step } prend { $p95 } (p95 de { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    })
reason-time-at-least =
    { $step } prend au moins { $at-least } (p95 ; { $p95 } observé sur { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    })
reason-time-seen =
    { $step } a pris { $p95 } (p95 de { $pages ->
        [one] { $pages } page : trop peu pour dire combien de fois
       *[other] { $pages } pages : trop peu pour dire combien de fois
    })
reason-seconds = pendant { $share } du temps, la plupart des acheteurs attendent une page { $wait } ou plus
reason-slow-end = à la fin, { $waiting } acheteurs sur { $shoppers } attendent une page { $wait } ou plus, elle ne tiendrait donc pas plus longtemps
reason-time-of-all =
    les pages prennent au moins { $at-least } (p95 de { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    })
reason-shoppers =
    un acheteur sur vingt attend { $wait } ou plus à la plupart de ses pages ({ $shoppers ->
        [one] { $shoppers } acheteur
       *[other] { $shoppers } acheteurs
    })
reason-failures = { $share } des visites échouent ({ $failed } sur { $visits })
reason-failures-of = { $share } des visites de « { $journey } » échouent ({ $failed } sur { $visits })
reason-turned-away = { $share } des visites échouent ({ $failed } sur { $visits }), la plupart parce que tous les acheteurs attendaient encore la boutique
reason-promotion = la promotion est incorrecte dans { $share } des visites ({ $wrong } sur { $visits })
reason-rising = les pages sont passées de { $from } à { $to } en { $lasted }, elle ne tiendrait donc pas plus longtemps
claim =
    après { $good ->
        [one] { $good } visite réussie
       *[other] { $good } visites réussies
    } sur { $visits }, jusqu’à { $share } peuvent encore échouer
headline-given-up = ne tient pas : test abandonné avec { $load }
headline-silent = ne répond plus : aucune page pendant { $lasted } avec { $load }
headline-seen-for = { $headline } (observé pendant { $lasted })
headline-inconclusive = non concluant : { $reason }
no-grade-generator = le générateur de charge était le goulot d’étranglement : { $reason }
no-grade-blocked =
    un CDN ou un pare-feu a répondu à { $blocked ->
        [one] { $blocked } requête
       *[other] { $blocked } requêtes
    } sur { $total } à la place de la boutique
no-grade-kept-away = un CDN ou un pare-feu a répondu à la place de la boutique, et le test a été arrêté
no-grade-overlapping = les { $runs } tests ne se recouvrent qu’en partie, donc le nombre d’acheteurs simultanés n’est pas connu
no-grade-one-run = le test { $run } n’a pas de note à lui seul : { $reason }
no-grade-no-request = aucune requête n’a abouti
no-grade-no-journey = aucune visite n’est allée jusqu’au bout
no-grade-too-few-vus =
    { $share } des visites prévues n’ont pas pu commencer (commencées : { $load }) : { $max-vus ->
        [one] { $max-vus } utilisateur virtuel ne suffira
       *[other] { $max-vus } utilisateurs virtuels ne suffiront
    } jamais, il en faut environ { $needed } (--max-vus { $needed })
no-grade-stopped = le test a été arrêté avant d’atteindre sa pleine charge
basis-nothing = rien : pas une seconde de charge n’a été mesurée
basis-hold =
    { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    } pendant { $lasted } à pleine charge, jusqu’à leur fin
basis-whole-run =
    { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    } de tout le test, { $lasted } : il n’avait pas de palier à pleine charge
capacity-unknown = non mesurée
capacity-held = tient avec { $load } ; capacité non mesurée
capacity-without-background = { $found } ; sans ce que les scripts des pages demandent en plus
capacity-between = tient avec { $held }, cède à { $broke } ({ $why })
capacity-at-least = tient avec { $held }, la plus forte charge essayée
capacity-below = ne tient pas avec { $broke }, la plus faible charge essayée ({ $why })
capacity-cut-short = { $found } ; recherche interrompue : { $reason }
capacity-arithmetic =
    { $shoppers ->
        [one] { $shoppers } acheteur
       *[other] { $shoppers } acheteurs simultanés
    }, { $journey } par parcours : { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    } par heure, soit { $rate } par seconde
capacity-arithmetic-visits =
    { $load } × { $journey } par parcours = { $shoppers ->
        [one] { $shoppers } acheteur
       *[other] { $shoppers } acheteurs simultanés
    } ; mesuré : { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    } par heure, soit { $rate } par seconde
search-unknown = le générateur de charge ou un pare-feu a fait obstacle
search-not-recovered = la boutique ne s’est pas remise de la dernière charge
search-stopped = le test a été arrêté
step-held = tient
step-broke = ne tient pas
step-unknown = non concluant
step-not-measured = rien n’a été mesuré à pleine charge
break-threshold = { $threshold }, { $measured }
break-rising = le p95 montait toujours, de { $from } à { $to }
break-visits-failed = { $share } des visites ont échoué
break-not-delivered = { $share } des visites n’ont pas pu commencer
break-silent = aucune réponse correcte pendant { $time }
break-on-step = { $why }, la plus lente : { $step }
expected-held = vous en attendez { $expected } : tient, avec une marge de { $share }
expected-not-shown = vous en attendez { $expected } : pas démontré
expected-not-comparable = vous en attendez { $expected } : la charge de ce test ne permet pas de le dire
meaning-a = Excellent : les pages arrivent vite et presque personne ne rencontre d’erreur à cette charge.
meaning-b = Bien : prêt pour cette charge, mais quelques acheteurs ont attendu ou rencontré une erreur.
meaning-c = Acceptable : les acheteurs remarquent l’attente ou les erreurs. À surveiller de près, ou à améliorer d’abord.
meaning-d = Insuffisant : beaucoup d’acheteurs attendent trop ou rencontrent des erreurs. À améliorer avant la campagne.
meaning-f = Pas prêt : à cette charge, les acheteurs s’en vont. Ne lancez pas la campagne ainsi.

## Ce que coûte la promotion

signed-plus = +{ $time }
signed-minus = −{ $time }
interval = { $value } (95 % : de { $low } à { $high })
against-without-steps = au même parcours sans { $steps }
against-sibling = au même parcours sur { $page }
against-sibling-without = au même parcours sur { $page }, qui est sans { $parts }
promo-part = { $kind } { $text }
promo-pairs =
    { $pairs ->
        [one] { $pairs } paire
       *[other] { $pairs } paires
    }
promo-pairs-of = { $pairs } des { $planned } paires prévues
promo-cut-short = { $found } (d’après { $pairs })
no-cost = non mesuré : { $why }
no-cost-against = non mesuré : { $why }, par rapport { $against }
no-cost-failures = { $share } des requêtes d’une série ont échoué, et un parcours qui s’arrête tôt prend moins de temps
no-cost-nothing = aucun parcours n’est arrivé à son terme dans une série
no-cost-few =
    seulement { $pairs ->
        [one] { $pairs } paire
       *[other] { $pairs } paires
    }
no-cost-not-recovered = la boutique n’est pas redevenue aussi rapide qu’avant la charge
no-cost-on-both = les deux pages ou paniers en bénéficient, la page voisine ({ $page }) aussi : { $parts } ; pour la mesurer, désactivez-la pendant un test et comparez les deux tests (promo-load compare), ou indiquez avec --without-promo la page d’un produit qu’elle exclut
promo-costs = { $difference } par parcours, par rapport { $against }
promo-no-difference-of = aucun coût constaté pour { $parts } : { $difference } par parcours, par rapport au même parcours sur { $page }, qui est sans
promo-no-difference = aucune différence constatée : { $difference } par parcours, par rapport { $against }
promo-lost-capacity = temps de la boutique { $time } par parcours : là où ses processus sont la limite, { $share } des visites sont perdues (95 % : de { $low } à { $high })

## Constats : ce qui fausse ou termine un test

generator-set-the-pace = c’est cette machine, et non la boutique, qui a donné le rythme
remedy-generator = testez avec moins de charge, sur une machine qui a plus de cœurs libres, ou relevez ses limites (`ulimit -n`)
kept-away = un CDN ou un pare-feu a répondu à la place de la boutique
asks-to-wait = il demande d’attendre { $time } avant de réessayer
remedy-blocked = demandez à qui gère le CDN ou le pare-feu d’autoriser l’adresse de cette machine, puis recommencez : ses refus ne disent rien de la boutique
stopped-answering = la boutique ne répondait plus
no-answer-for = aucune bonne réponse pendant { $lasted }
given-up = le test a été abandonné pour ménager la boutique
crossed = dépassement de { $thresholds }
remedy-given-up = vérifiez d’abord que la boutique s’est rétablie, puis cherchez avec un test plus petit la charge qu’elle tient

## Constats : échecs

requests-end = des requêtes se terminent mal : { $outcome }
check-failed = une page n’est pas comme elle devrait : `{ $check }`
promotion-wrong = la promotion est incorrecte en charge
extract-missing = `{ $name }` est introuvable
shop-refuses = la boutique refuse : « { $words } »
limiter-answers = des visiteurs sont refoulés aussitôt (503 sans délai de retour, ou 429) : par une limite de requêtes devant la boutique, ou parce qu’elle est arrêtée
maintenance-answers = la boutique se dit en maintenance
gateway-answers = le serveur web n’atteint plus de processus PHP (502 à 504)
status-answers = des pages répondent avec le code { $status }
at-step = { $step } : { $what }
step-visits =
    { $step } dans { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    }
more-steps =
    { $more ->
        [one] { $more } autre étape
       *[other] { $more } autres étapes
    }
not-found-in =
    `{ $name }` est introuvable dans { $times ->
        [one] { $times } réponse
       *[other] { $times } réponses
    } sur { $total }
break-at = surtout à { $step } : { $what }
promise-at = { $check }, à { $step }
assets-failed = { $step } : des fichiers de la page échouent
background-failed = { $step } : ce que demandent les scripts de la page échoue
background-left-out = la charge n’incluait pas ce que les scripts des pages demandent d’eux-mêmes à la boutique
background-left-out-names = en plus des pages, les navigateurs demandent : { $names }
remedy-background = les acheteurs ne le voient guère, mais la boutique travaille pour cela : regardez le module qui répond et le journal d’erreurs de la boutique
remedy-background-left-out = relancez le test avec ces requêtes : sans --no-background, avec un scénario compilé à nouveau, et en mode full si un script envoie un formulaire ; d’ici là, considérez la capacité comme surestimée
remedy-check = des acheteurs ont reçu une page sans le contenu promis : refaites l’étape à la main, puis cherchez des caches périmés et des paniers perdus
remedy-promotion-wrong = des acheteurs voient un autre prix que celui promis : cherchez des caches de pages périmés, des paniers perdus et des règles de réduction épuisées quand beaucoup achètent en même temps
remedy-assets = des acheteurs voient une page sans style, images ou fonctions : cherchez des fichiers manquants et les limites du serveur web ou du CDN qui les sert
remedy-status = lisez le journal d’erreurs de la boutique pour ces minutes
remedy-gateway = cherchez dans le journal d’erreurs du serveur web des processus PHP plantés (limite de mémoire) ou trop peu nombreux
remedy-limiter = si la boutique tournait, relevez la limite pour l’adresse de cette machine (`limit_req` de nginx, `mod_evasive` d’Apache, celle de l’hébergeur) et relancez le test ; si vos acheteurs la rencontrent aussi, c’est la vraie limite de la boutique
remedy-maintenance = désactivez la maintenance ou autorisez l’adresse de cette machine (PrestaShop : Paramètres de la boutique, Paramètres généraux, Maintenance), puis relancez le test
remedy-refusal = c’est la réponse de la boutique elle-même : regardez le stock de ce que le parcours achète, et son code : s’il est activé, ses conditions et son nombre d’utilisations
remedy-extract = les réponses ne contiennent pas le texte dont les étapes suivantes ont besoin : refaites l’étape à la main et comparez la réponse au scénario
remedy-redirects = ouvrez l’adresse à la main : des règles de domaine, de langue ou de connexion font tourner les visiteurs en rond
remedy-refused = le serveur web n’accepte plus de connexions : vérifiez qu’il tourne, sa limite de connexions et sa file d’attente
remedy-reset = le serveur ou un proxy ferme des connexions : vérifiez les plantages, les limites de connexions et les durées keep-alive
remedy-timeout = la boutique met plus de temps qu’un acheteur n’attend : mettez la page en cache, réduisez le travail par requête ou ajoutez des processus PHP
remedy-dns = vérifiez le nom d’hôte et le résolveur DNS de cette machine
remedy-tls = vérifiez le certificat et la capacité TLS du serveur ou du CDN
remedy-truncated = des réponses s’arrêtent trop tôt : cherchez des processus PHP tués (limite de mémoire) et des délais de proxy
remedy-malformed = regardez une de ces réponses : autre chose que la boutique l’envoie peut-être
remedy-encoding = les navigateurs ne lisent pas non plus ces réponses : cherchez un cache ou un proxy qui compresse deux fois ou confond `Content-Encoding`
remedy-withheld = regardez les valeurs que l’étape prend dans des lignes de données ou des réponses ; promo-load ne passe aucune commande, et un scénario en lecture seule ne modifie aucun panier
remedy-off-origin = testez l’adresse vers laquelle la boutique redirige, ou donnez-lui comme domaine principal celui du test
remedy-own-limit = les limites de cette machine : relevez `ulimit -n` et la plage de ports locaux, ou réduisez la charge

## Constats : ce qui était prévu

threshold-crossed = seuil dépassé : { $threshold }
thresholds-crossed =
    { $count ->
        [one] { $count } seuil dépassé
       *[other] { $count } seuils dépassés
    }
cap-held-back = c’est notre propre plafond de requêtes qui a donné le rythme, pas les acheteurs
held-back = le plafond a retenu { $requests }
remedy-cap = ce qui est dit vaut pour la charge envoyée ; relevez le plafond (`--max-rps`, `max_requests_per_second`) pour envoyer ce que feraient les acheteurs
measured = mesuré à { $value }
counts-as = compte pour au moins { $value }
thresholds-more = et { $more } de plus, parmi les vérifications et les seuils
remedy-threshold = décidez si c’est la limite ou la boutique qui doit changer ; un seuil dépassé fait échouer le test
thresholds-unmeasured =
    rien n’a été mesuré pour { $count ->
        [one] { $count } seuil
       *[other] { $count } seuils
    }
remedy-unmeasured = ils ne sont ni respectés ni dépassés : vérifiez leurs mesures et étiquettes, ou testez assez longtemps pour atteindre ces étapes
load-not-sent = une partie de la charge prévue n’a pas été envoyée
load-not-sent-busy =
    { $dropped ->
        [one] { $dropped } visite abandonnée
       *[other] { $dropped } visites abandonnées
    }, { $started ->
        [one] { $started } commencée
       *[other] { $started } commencées
    }
load-not-sent-late =
    { $dropped ->
        [one] { $dropped } visite abandonnée
       *[other] { $dropped } visites abandonnées
    }, dont { $late } parce que le générateur était en retard, { $started ->
        [one] { $started } commencée
       *[other] { $started } commencées
    }
remedy-load-not-sent-busy = tous les utilisateurs virtuels étaient occupés : autorisez-en plus (`--max-vus`) ou plus de temps, pour distinguer une boutique lente d’un manque d’utilisateurs
remedy-load-not-sent-late = le générateur était trop occupé pour les lancer : moins d’arrivées, une machine avec plus de cœurs libres, ou plusieurs machines
few-visits = peu de visites ont été jugées
few-visits-judged =
    { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    } : une seule décide de la note
remedy-few-visits = testez plus longtemps ou avec plus d’acheteurs avant de vous fier à la note

## Constats : les acheteurs attendus

margin-not-shown =
    tient avec { $held ->
        [one] { $held } acheteur
       *[other] { $held } acheteurs
    }, vous en attendez { $expected } : pas démontré
margin-untested =
    rien n’a été essayé au-delà de { $tested ->
        [one] { $tested } acheteur
       *[other] { $tested } acheteurs
    }
remedy-margin = pas testé avec { $expected } : relancez avec --vus { $expected }
margin-small =
    tient avec { $held ->
        [one] { $held } acheteur
       *[other] { $held } acheteurs
    }, vous en attendez { $expected } : peu de marge
margin-small-evidence = { $share } de plus que ce qui est attendu
remedy-margin-small = les premières minutes après un envoi amènent plus d’acheteurs que la moyenne : testez plus haut, ou étalez l’envoi
margin-below =
    vous attendez { $expected ->
        [one] { $expected } acheteur
       *[other] { $expected } acheteurs
    }, et la boutique ne tient pas avec autant ou moins
margin-below-evidence = elle n’a pas tenu avec { $tested }
remedy-margin-below = améliorez ce qui suit, puis relancez avec --vus { $expected }
margin-above =
    vous attendez { $expected ->
        [one] { $expected } acheteur
       *[other] { $expected } acheteurs
    } : pas démontré
margin-above-evidence = elle n’a pas tenu avec { $tested } ; un nombre inférieur n’a pas été essayé à part

## Constats : lenteurs

slow-step = { $step } est l’étape la plus lente
slow-p95 = p95 { $p95 }
slow-trace = la page la plus lente a pris { $time }, dans la trace { $trace }
failed-trace = par exemple dans la trace { $trace }
slow-next = la suivante est { $step } avec { $p95 }
slow-late = l’échange lui-même prend { $exchange }, le reste est l’attente de son tour
slow-redirects = une page prend en moyenne { $requests } requêtes avec ses redirections, chacune jusqu’à { $exchange } (p95)
slow-phase = { $share } du temps moyen est { $phase }
remedy-late = des requêtes attendent derrière de plus lentes : regardez les étapes lentes avant celle-ci et le nombre de processus PHP
remedy-redirected = chaque redirection coûte une requête entière : faites mener les liens et les formulaires directement à la dernière adresse, et regardez ce qui redirige (domaine, langue, connexion)
remedy-connecting = regardez la limite de connexions du serveur web, sa file d’attente et la reprise des sessions TLS
remedy-transfer = regardez la taille de la réponse, sa compression et la bande passante entre cette machine et la boutique
remedy-waiting = la boutique calcule : regardez son cache de pages, les requêtes lentes à la base de données, les règles de réduction évaluées ici et les processus PHP
degrades =
    les pages ralentissent avec le nombre d’acheteurs : leur p95 double entre { $from } et { $to ->
        [one] { $to } acheteur
       *[other] { $to } acheteurs
    }
degrades-evidence =
    p95 { $before } jusqu’à { $few ->
        [one] { $few } acheteur
       *[other] { $few } acheteurs
    }, { $after } avec { $many ->
        [one] { $many } acheteur
       *[other] { $many } acheteurs
    }
remedy-degrades = quelque chose que les acheteurs partagent s’épuise à cette charge : regardez les processus PHP, les connexions à la base de données et les verrous ; un cache de pages les soulage tous
leak = les pages ralentissent avec le temps, à charge égale
leak-evidence = la médiane est passée de { $before } à { $after } en { $lasted }
remedy-leak = quelque chose grossit pendant que les acheteurs viennent : regardez les tables de paniers et de visites sans index, les fichiers de session, la mémoire et les disques de journaux pleins
uneven = { $step } répond à deux vitesses
uneven-evidence = p50 { $p50 }, p99 { $p99 } ; { $share } des requêtes durent plus de { $times } fois plus que d’habitude
remedy-uneven = certaines requêtes font un travail que d’autres évitent : cherchez des pages absentes du cache, des verrous, une tâche périodique ou un serveur lent parmi plusieurs
slow-tls = la poignée de main TLS est lente
slow-tls-evidence =
    p95 { $p95 } sur { $handshakes ->
        [one] { $handshakes } poignée de main
       *[other] { $handshakes } poignées de main
    } ; celle de TCP a pris { $tcp }
remedy-slow-tls = le serveur manque de processeur pour les nouvelles connexions : autorisez la reprise de session, utilisez un certificat à courbe elliptique ou confiez le TLS à un CDN
churn = les connexions ne sont pas maintenues
churn-evidence =
    { $anew ->
        [one] { $anew } requête
       *[other] { $anew } requêtes
    } sur { $total } après la première de chaque acheteur ({ $share }) ont dû se reconnecter, en { $mean } en moyenne
remedy-churn = activez keep-alive, dans le serveur web et dans chaque proxy, et gardez les connexions quelques secondes de plus que le temps de lecture
warm-up = les premières secondes à pleine charge étaient plus lentes que le reste
warm-up-evidence = médiane { $first } pendant les premiers { $lasted } à pleine charge, { $later } ensuite
remedy-warm-up = les caches étaient froids : visitez les pages une fois avant la campagne, et après chaque changement qui vide les caches

## Constats : la page

heavy-page = la page est lourde
heavy-page-evidence = { $whole } ko de HTML, { $wire } ko transférés
remedy-heavy-page = affichez moins de produits à la fois, et sortez styles, scripts et images du HTML
not-compressed = la page n’est pas compressée
not-compressed-evidence = { $wire } ko sont arrivés sans Content-Encoding
remedy-not-compressed = activez la compression dans le serveur web ou le CDN (gzip, Brotli) : le HTML se réduit au cinquième ou moins
not-cached = aucun cache ne peut garder la page, bien qu’elle soit la même pour tous
not-cached-says = elle ne pose pas de cookie et dit `Cache-Control: { $control }`
not-cached-silent = elle ne pose pas de cookie et ne dit rien des caches
remedy-not-cached = laissez un cache de pages ou un CDN la garder, ne serait-ce qu’une minute : la boutique la construit alors une fois et non pour chaque acheteur

## Ce que les rapports disent d’un test

visits-good =
    sur { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    } { $period }, { $good ->
        [one] { $good } réussie
       *[other] { $good } réussies
    }
visits-all-broke = tous les échecs à { $step } : { $cause } ({ $times })
visits-most-broke = échecs le plus souvent à { $step } : { $cause } ({ $times })
visits-turned-away =
    { $visits ->
        [one] { $visits } visite n’a pas pu commencer
       *[other] { $visits } visites n’ont pas pu commencer
    } : tous les acheteurs attendaient encore la boutique
visits-unfinished =
    { $visits ->
        [one] { $visits } autre interrompue
       *[other] { $visits } autres interrompues
    } par la fin du test
period-full-load = à pleine charge
period-whole-run = sur tout le test
period-window = par tranche de { $window }
time-at-least =
    au moins { $at-least } à coup sûr : sur { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    }, les plus lentes peuvent être dues au hasard
time-seen =
    { $p95 } observé compte pour au moins { $graded } : sur { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    }, les plus lentes peuvent être dues au hasard
letter-at-best = { $letter } au mieux
done =
    { $visits ->
        [one] { $visits } visite commencée
       *[other] { $visits } visites commencées
    }, { $requests ->
        [one] { $requests } requête envoyée
       *[other] { $requests } requêtes envoyées
    }{ $again ->
        [0] {""}
       *[other] , dont { $again } une deuxième fois sur une nouvelle connexion
    } ({ $rate }), { $data } reçus : tout le test, { $lasted }
done-again = dont { $again } une deuxième fois sur une nouvelle connexion
data =
    { $number } { $unit ->
        [kb] ko
        [mb] Mo
       *[gb] Go
    }
failures-none = { $share } des requêtes
failures-worst = { $share } des requêtes ({ $times } × { $outcome } sur { $step })
failures-worst-and-others =
    { $share } des requêtes ({ $times } × { $outcome } sur { $step }, { $others ->
        [one] { $others } autre
       *[other] { $others } autres
    })
thresholds-none = aucun
thresholds-all-held = tous respectés
thresholds-some-held =
    { $held ->
        [one] { $held } respecté
       *[other] { $held } respectés
    } sur { $all }
thresholds-some-crossed =
    { $crossed ->
        [one] { $crossed } dépassé
       *[other] { $crossed } dépassés
    } sur { $all }
thresholds-and-unmeasured =
    { $text }, { $unmeasured ->
        [one] { $unmeasured } non mesuré
       *[other] { $unmeasured } non mesurés
    }
promotion-right =
    correcte dans { $right ->
        [one] { $right } vérification
       *[other] { $right } vérifications
    } sur { $all }
promotion-not-right =
    incorrecte ou absente dans { $wrong ->
        [one] { $wrong } vérification
       *[other] { $wrong } vérifications
    } sur { $all }
promotion-visits-right =
    correcte dans { $right ->
        [one] { $right } visite
       *[other] { $right } visites
    } sur { $visits } { $period }
promotion-visits-wrong =
    incorrecte dans { $wrong ->
        [one] { $wrong } visite
       *[other] { $wrong } visites
    } sur { $visits } { $period }
broken-status = code { $status }
broken-check = la vérification « { $check } » a échoué
broken-check-refused = la vérification « { $check } » a échoué, car la boutique refuse : « { $words } »
broken-by-period =
    { $judged ->
        [one] { $judged } visite
       *[other] { $judged } visites
    } à pleine charge, { $others } avant ou après
broken-visits =
    { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    }
broken-full-load =
    { $visits ->
        [one] { $visits } visite
       *[other] { $visits } visites
    } à pleine charge
broken-elsewhere =
    { $visits ->
        [one] { $visits } visite, avant ou après la pleine charge
       *[other] { $visits } visites, toutes avant ou après la pleine charge
    }
of-journey = { $what } (parcours { $journey })
sample-answered = par exemple { $path }, code { $status } en réponse
sample-cut-off = par exemple une page attendue à la fin du test
sample-unanswered = par exemple { $path }, sans réponse
sample-traced = { $sample } (trace { $trace })
sample-header = en-tête
sample-body = corps
what-broke = Ce qui a fait échouer des visites
what-broke-how = Le premier problème de chaque visite en échec, avec un exemple de ce que la boutique a envoyé : ses en-têtes, sauf ceux qui portent les secrets d’un visiteur, et les 300 premiers octets.
nothing-broke = Aucune visite n’a échoué.
no-visit-ended = Non mesuré : aucune visite n’est allée jusqu’au bout.
visits-not-measured = Non mesuré : ce test vient d’une version qui jugeait des requêtes.
promotion-line = { $kind } : { $text }
promotion-line-untried = { $kind } : { $text } — pas essayée dans ce test
promotion-check-wrong = « { $check } » : incorrecte { $wrong } fois sur { $all }
promotion-kind =
    { $kind ->
        [strike-through] prix barré
        [auto-cart-rule] remise automatique
        [manual-code] code promo
        [free-shipping] livraison offerte
        [gift] cadeau
        [quantity-price] prix par quantité
       *[other] { $kind }
    }
environment-and-mode =
    { $environment ->
        [local] locale
        [preprod] préproduction
        [prod] production
       *[other] { $environment }
    }, { $mode ->
        [read-only] lecture seule
        [full] complet (des paniers sont remplis)
       *[other] { $mode }
    }
page-kind =
    { $kind ->
        [home] accueil
        [category] catégorie
        [product] produit
        [catalog] liste de produits
        [search] recherche
        [cms] page de texte
        [cart] panier
        [checkout] commande
        [landing] page de campagne
        [scenario] scénario
       *[other] { $kind }
    }
planned-iterations = prévu { $planned } = commencé { $started } + abandonné { $dropped } + non atteint { $not-reached }
iterations-started =
    { $started ->
        [one] { $started } visite commencée
       *[other] { $started } visites commencées
    }
page-with-assets = { $step } avec ses fichiers
ending-completed = le test s’est déroulé comme prévu, en { $after }
ending-aborted = abandonné après { $after } : dépassement de { $thresholds }
ending-silent = abandonné après { $after } : aucune bonne réponse pendant { $lasted }
ending-blocked = arrêté après { $after } : un CDN ou un pare-feu a répondu à la place de la boutique
ending-window-closed = arrêté après { $after } : les heures où une boutique en ligne peut être testée sont passées
ending-interrupted = interrompu après { $after }
ending-stopped = arrêté par l’API de contrôle après { $after }
ending-generator-lost =
    { $shard ->
        [0] le meneur (générateur 0) s’est figé et les autres se sont arrêtés ; fin après { $after }
       *[other] le générateur { $shard } a été perdu après { $after } ; les autres ont été arrêtés
    }
ending-killed = le test a été tué après { $after } ; reconstitué d’après son journal, il manque au plus la dernière seconde
generator-numbers = en retard de { $late } · processeur { $cpu } · attente { $queue }
generator-resources = descripteurs { $descriptors } · ports locaux { $ports }
more-in-report = et { $more } de plus dans le rapport
more-of-kind = et { $more } de plus de ce genre
journeys-started =
    { $n ->
        [one] { $n } commencée
       *[other] { $n } commencées
    }
journeys-completed =
    { $n ->
        [one] { $n } réussie
       *[other] { $n } réussies
    }
journeys-failed =
    { $n ->
        [one] { $n } en échec
       *[other] { $n } en échec
    }
journeys-cut-off =
    { $n ->
        [one] { $n } coupée
       *[other] { $n } coupées
    } par la fin du test
journeys-planned =
    sur { $n ->
        [one] { $n } prévue
       *[other] { $n } prévues
    }
journeys-not-due =
    { $n ->
        [one] { $n } pas encore due
       *[other] { $n } pas encore dues
    } à l’arrêt du test{ $lost ->
        [0] {""}
       *[other] {" "}ou à la perte de leur générateur
    }
journeys-lost = { $n } en cours dans un générateur au moment de sa perte
journeys-never-started =
    { $n ->
        [one] { $n } prévue mais jamais commencée
       *[other] { $n } prévues mais jamais commencées
    }
held-of = { $held } sur { $all } ({ $share })
held-without-page = { $held } ; { $times } fois, il n’y avait pas de bonne page à regarder, ce qui compte pour { $counted }
held-never = { $times } fois sur { $times }, il n’y avait pas de bonne page à regarder, ce qui compte pour { $counted }

demo-next-inspect = Regardez votre propre page : promo-load inspect URL
demo-next-smoke = Un acheteur sur une copie de la boutique : promo-load bench URL --env preprod --intensity smoke

## Étiquettes du terminal

label-response-time = temps de réponse
label-failures = visites en échec
label-whole-page = page entière
label-judged-on = jugé sur
label-at-best = au mieux
label-done = effectué
label-promotion = promotion
label-thresholds = seuils
label-capacity = capacité
label-shoppers = soit
label-promo-cost = coût promo
label-expected = acheteurs
label-visits = visites
label-executor = exécuteur
label-ended = fin
label-generator = générateur
column-step = étape
column-sent = envoyées
column-ok = réussies
steps-full-load = Temps des pages à pleine charge, jusqu’à la fin des visites, chaque acheteur comptant autant ; « envoyées » et « réussies » : requêtes de tout le test.
steps-whole-run = Temps des pages sur tout le test, chaque acheteur comptant autant ; « envoyées » et « réussies » : requêtes.
steps-of-requests = Envoyées, réussies et temps : tout le test, chaque temps étant le pire de « réussites seules » et de « toutes les requêtes ».

## Le rapport Markdown

md-verdict = Verdict
md-it = La boutique { $headline }.
md-no-grade = Il n’y a pas de note : { $reason }.
md-no-grade-then = Les nombres ci-dessous disent peu de la boutique. Supprimez la cause et recommencez.
md-measured = mesuré
md-grade = note
md-response-time = Temps de réponse
md-failing = Visites en échec
md-promotion-under-load = Promotion
md-done = Effectué
md-failures = Échecs
md-overall = Ensemble
md-at-best = au mieux
md-no-overall = pas de note
md-thresholds = Seuils
md-capacity = Capacité
md-expected = Acheteurs
md-judged-on = Jugé sur { $basis }.
md-what-to-do = Que faire
engineers = Pour les techniciens
md-nothing-stood-out = Rien de particulier dans ce test.
md-checked-under-load = La promotion était { $seen }.
md-kind = type
md-promotion = promotion
md-where-seen = où elle a été vue
md-checked = vérifiée en charge
md-yes = oui
md-no = non
md-no-promotion = Aucune promotion n’était testée.
md-promo-cost = Ce que coûte la promotion
md-promo-not-measured = Non mesuré : --measure-promo fait le parcours avec et sans elle, tour à tour.
md-promo-blocks =
    Séries avec { $vus ->
        [one] { $vus } acheteur
       *[other] { $vus } acheteurs simultanés
    } : { $pairs } ; { $with } parcours avec la promotion, { $without } sans elle.
md-with = avec
md-without = sans
md-difference = différence par parcours
md-whole-journey = tout le parcours
md-capacity-search = Capacité mesurée
md-capacity-about = Chaque charge a été tenue jusqu’à ce que son p95 soit stable ou que son temps soit écoulé. Une charge tient quand tous les seuils sont respectés, que son p95 ne monte plus et que ses visites peuvent commencer.
md-load = charge
md-why = pourquoi
md-journeys-per-s = visites/s
md-law = Loi universelle de passage à l’échelle (USL) sur { $steps } charges : { $lambda } parcours/s pour un acheteur seul, σ { $sigma }, κ { $kappa }, R² { $fit } ; au-delà d’environ { $knee } acheteurs (95 % : de { $low } à { $high }), en avoir plus n’apporte plus rien, dans les limites des charges mesurées.
md-course = Évolution dans le temps
md-picture = Temps de réponse et utilisateurs virtuels dans le temps
md-no-course = Non mesuré : le test n’a pas duré une seconde entière.
md-steps = Étapes
md-method = méthode
md-where-time-goes = Requêtes de tout le test : `http_req_duration` de k6 (sans l’attente de son tour ni la connexion), et les moyennes de l’attente du premier octet et de la réception du reste.
md-waiting = attente, moyenne
md-receiving = réception, moyenne
md-pages-about = Pages entières sur tout le test, du moment où la page aurait dû être demandée jusqu’au dernier octet du dernier de ses fichiers (style, scripts, images, polices). Les lignes `… assets` ci-dessus sont les requêtes de ces fichiers ; elles ne comptent pas dans la note.
md-pages = pages
md-failures-by-kind = Requêtes en échec par type
md-failures-how = Requêtes de tout le test, au sens de k6. Ce qu’elles ont fait échouer est sous « Ce qui a fait échouer des visites ».
md-times = nombre
md-share = part
md-no-failure = Aucune requête n’a échoué.
md-nothing-sent = Non mesuré : aucune requête n’a été envoyée.
md-traces = La page la plus lente de chaque étape
md-traces-how = Ce que la boutique faisait pendant ce temps se trouve sous cette trace dans son propre suivi (OpenTelemetry, Tempo, Jaeger, New Relic, Datadog et autres), si elle lit `traceparent` et a gardé la trace.
md-longest-wait = attente la plus longue
md-trace = trace
md-checks = Vérifications
md-check = vérification
md-held = réussie
md-check-limit = limite : plus de 99 %
md-no-checks = Le parcours n’avait pas de vérification.
md-threshold = seuil
md-period = période
md-result = résultat
md-threshold-held = respecté
md-threshold-crossed = dépassé
md-none-set = Aucun n’était fixé.
md-generator = Le générateur de charge
md-generator-itself = Son verdict sur lui-même
md-generator-late = Retard des temporisateurs et des arrivées
md-generator-cpu = Processeur du fil le plus occupé (de chacun)
md-generator-waited = Attente d’un processeur, part du temps
md-generator-descriptors = Descripteurs utilisés, au plus
md-generator-ports = Ports locaux utilisés, au plus
md-generator-time-wait = Sockets de cette machine en TIME_WAIT, au plus
md-generator-own = Requêtes en échec à cause de ses propres limites
md-generator-late-starts = Arrivées qu’il n’a pas pu lancer à temps
md-plan = Le plan
md-plan-address = Adresse
md-plan-page = Page
md-plan-environment = Environnement
md-plan-permission = Autorisation
permission-not-needed = pas nécessaire
permission-file = un fichier sur la boutique
permission-confirmed = confirmée par { $who } le { $date }
terminal-permission = autorisation : { $permission }
terminal-no-report = pas de rapport : rien n’a pu être écrit dans { $folder }
terminal-only-log = pas de rapport faute de place ; pour le faire : promo-load report { $folder }
md-plan-scenario = Scénario
md-plan-load = Charge
md-plan-vus = Utilisateurs virtuels
md-plan-planned = Prévu
md-plan-no-duration = pas de durée fixe
md-plan-started = Début
md-plan-ended = Fin
md-plan-journeys = Visites
md-plan-journeys-of = Visites de { $name }
md-plan-run = Test
md-notes = Notes
md-note = Note
md-words = Vocabulaire
term-shopper = Acheteur, utilisateur virtuel (VU)
term-shopper-means = le représentant d’un visiteur dans le programme. Il refait sans cesse le parcours, avec des pauses comme en font les gens.
term-journey = Parcours, étape
term-journey-means = les pages qu’un acheteur visite, une requête (avec ses redirections) après l’autre.
term-percentile = p50, p95, p99
term-percentile-means = 50, 95 ou 99 pages sur 100 n’ont pas duré plus longtemps, chaque acheteur comptant autant. Le p95 est ce qu’un acheteur sur vingt doit supporter.
term-response-time = Temps de réponse
term-response-time-means = du moment où une requête aurait dû partir jusqu’à son dernier octet : une boutique qui se fige ne peut pas se cacher derrière des requêtes jamais envoyées.
term-failure = Échec
term-failure-means = une visite dans laquelle une page n’est pas venue, est venue trop tard ou avait un contenu erroné. Un échec ne compte jamais comme une page rapide.
term-check = Vérification
term-check-means = quelque chose qui doit être vrai d’une réponse, comme le prix promotionnel sur la page.
term-threshold = Seuil
term-threshold-means = une limite fixée avant le test. En dépasser une fait échouer le test.
term-grade = Note
term-grade-means = la pire de trois parties : ce que les acheteurs attendent, les visites qui échouent, la promotion. A, c’est un p95 sous 1 s et moins de 0,1 % des visites ; B 2 s et 1 % ; C 3 s et 5 % ; D 5 s et 10 % ; F tout ce qui est pire.
term-capacity = Capacité
term-capacity-means = la plus grande charge que la boutique tient. Elle n’est donnée que si elle a été mesurée.

## Pendant le test

live-paused = en pause
live-interrupted = fin en cours, Ctrl-C à nouveau arrête tout de suite
live-finishing = fin en cours
live-ramping = montée en charge
live-full-load = pleine charge
live-going-down = fin de charge
live-stage = palier { $stage } sur { $of }
live-arrivals = { $arrivals } arrivées/s
live-vus = { $vus }/{ $of } VU
live-requests = { $requests } requêtes/s
live-p95 = p95 { $p95 }
live-failed =
    { $failures ->
        [one] { $failures } échec
       *[other] { $failures } échecs
    }
live-generator-ok = générateur OK
live-generator-busy = générateur occupé à { $percent } %, { $lag } de retard
live-descriptors = { $usage } descripteurs
live-iterations =
    { $done ->
        [one] { $done } itération
       *[other] { $done } itérations
    } sur { $planned }
live-left = encore { $left }
live-label-p95 = p95
live-label-shoppers = acheteurs
live-label-slowest = plus lente
live-label-letter = note
live-number = { $now }, au plus { $most }
live-slowest = { $step }, p95 { $p95 }
so-far-early = trop tôt pour le dire
so-far = { $letter } pour l’instant
so-far-not-judged = ces visites ne sont pas notées
so-far-at-the-end = donnée à la fin : un test aussi long n’est pas noté en cours de route
live-pair = coût de la promotion : paire { $pair } sur { $of }

## La charge, en une ligne

search-tried =
    { $what } · p95 { $p95 } · { $requests ->
        [one] { $requests } requête
       *[other] { $requests } requêtes
    } en { $held }
search-why = { $what } ({ $why })

## La page d’un test

control-at = API de contrôle à { $address }
page-at = vue en direct sur { $address }
page-live = en direct
page-preparing = préparation
page-lost = La connexion est perdue ; nouvel essai.
page-between = la charge est terminée
page-over = terminé
page-broken-off = Le test a été interrompu ; le terminal dit pourquoi.
page-report = rapport : { $report }
page-letter = note pour l’instant
page-shoppers = acheteurs
page-rate = requêtes par seconde
page-requests = requêtes
page-failures = requêtes en échec
page-p50 = p50 (10 s)
page-p95 = p95 (10 s)
page-p99 = p99 (10 s)
page-slowest = étape la plus lente
page-generator = générateur de charge
page-times = temps de réponse, 10 dernières secondes
page-rates = requêtes
page-failed-rate = en échec par seconde

follower-looks = générateur { $shard } sur { $shards } : recherche du meneur à l’adresse { $leader }
follower-joined = générateur { $shard } sur { $shards } : a rejoint le meneur à l’adresse { $leader }
follower-ended = générateur { $shard } sur { $shards } : terminé ; le meneur a le rapport
follower-left = générateur { $shard } sur { $shards } : arrêté sur demande ; sa charge est terminée
no-grade-generator-lost =
    { $shard ->
        [0] le meneur (générateur 0) s’est figé pendant le test, et les autres générateurs se sont arrêtés
       *[other] le générateur { $shard } a été perdu pendant le test, et avec lui une part de la charge
    }
generators-several =
    { $count } générateurs{ $known ->
        [yes] , partis à { $spread } près
       *[no] {""}
    }{ $lost ->
        [0] {""}
        [one] , dont { $lost } perdu en route
       *[other] , dont { $lost } perdus en route
    } ; { $verdict }
generator-began = parti avec { $late } de retard (son horloge est connue à { $error } près)
generator-lost-after = perdu après { $after }
generator-stood-still = figé pendant { $away }, ce qui l’a fait abandonner par les autres
generator-name =
    Générateur { $shard }{ $known ->
        [yes] {" ("}{ $host })
       *[no] {""}
    }
headline-some-lost =
    { $headline }, avec { $left } { $left ->
        [one] générateur
       *[other] générateurs
    } sur { $all } ; les autres ont été perdus en route
