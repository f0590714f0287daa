
## Graphiques

plot-response-time = temps de réponse
plot-in-powers = { $what } (échelle log.)
plot-p95 = temps de réponse p95
plot-p50 = temps de réponse p50
plot-virtual-users = utilisateurs virtuels
plot-ramp = montée en charge
plot-hold = pleine charge
plot-drain = fin de charge
plot-failures = requêtes en échec
plot-time-in-seconds = temps depuis le début (s)
plot-time-in-minutes = temps depuis le début (min)
plot-at-most = durée maximale
plot-percentile = % des pages
plot-failures-per-second = requêtes en échec par seconde
plot-shoppers-at-once = acheteurs simultanés
plot-visits-per-second = visites commencées par seconde
plot-visits-per-minute = visites commencées par minute
plot-journeys-per-second = visites terminées par seconde
plot-knee = point d’inflexion
plot-knee-interval = sa plage probable (sûre à 95 %)
plot-fitted = courbe ajustée

## Rapport HTML : le verdict

html-report-of = Test de charge
html-shoppers-held =
    { $shoppers ->
        [one] acheteur : la boutique a tenu
       *[other] acheteurs simultanés : la boutique a tenu
    }
html-visits-held =
    { $per ->
        [minute] { $visits ->
            [one] visite par minute : la boutique a tenu
           *[other] visites par minute : la boutique a tenu
        }
       *[second] { $visits ->
            [one] visite par seconde : la boutique a tenu
           *[other] visites par seconde : la boutique a tenu
        }
    }
html-shoppers-tried =
    { $shoppers ->
        [one] acheteur au plus
       *[other] acheteurs simultanés au plus
    }
html-promotion-not-seen = pas regardée en charge
html-decides = décide de la note
html-whole-run = tout le test, { $lasted }
html-done-visits = Visites commencées
html-done-requests = Requêtes envoyées
html-done-data = Données reçues
html-within = 95 pages sur 100 en { $time } au plus
where-step = à { $step }, { $period }
where-all = toutes pages confondues, { $period }
where-requests = toutes requêtes confondues, { $period }
html-more = Autres cas semblables :

## Rapport HTML : la capacité

html-capacity-held-at =
    { $vus ->
        [one] La boutique a tenu avec { $vus } acheteur. Rien de plus n’a été essayé ; --find-capacity mesure la capacité.
       *[other] La boutique a tenu avec { $vus } acheteurs. Rien de plus n’a été essayé ; --find-capacity mesure la capacité.
    }
html-capacity-unmeasured = Non mesurée. --find-capacity la mesure.
html-held-and-broke = La boutique a tenu { $held } et n’a pas tenu { $broke }.
html-held-only = La boutique a tenu { $held } ; aucune charge supérieure ne l’a mise en défaut.
html-broke-only = La boutique n’a pas tenu { $broke }, et aucune charge inférieure n’a tenu non plus.
html-nothing-found = Aucune charge n’a pu être jugée.
html-search-found = La capacité se situe entre ces deux charges ; elles sont assez proches pour s’arrêter là.
html-search-ceiling = La recherche s’est arrêtée à { $ceiling }, le maximum autorisé. La capacité est peut-être plus élevée.
html-search-lowest = La recherche s’est arrêtée à sa charge la plus basse.
html-search-unknown = La recherche s’est arrêtée avant la fin : le générateur de charge ou un pare-feu faisait obstacle, on ne peut donc rien conclure.
html-search-not-recovered = La recherche s’est arrêtée avant la fin : après une charge trop forte, la boutique ne s’est pas rétablie.
html-search-stopped = La recherche a été interrompue avant la fin.
html-knee =
    À partir d’environ { $knee ->
        [one] { $knee } utilisateur virtuel
       *[other] { $knee } utilisateurs virtuels
    }, en ajouter n’apporte presque plus de visites (sûr à 95 % : entre { $low } et { $high }). La courbe ajustée explique { $explained } des écarts ; elle n’est tracée que pour les charges mesurées.
html-throughput-caption = Ce que la boutique a traité à chaque charge.
html-load-p95-caption = Le p95 noté à chaque charge : celui de l’étape la plus lente.
html-load-held = a tenu
html-load-broke = n’a pas tenu
html-load-unknown = indéterminé
html-slowest-step = étape la plus lente { $step }, p95 { $p95 }

## Rapport HTML : les chiffres

html-course = Le temps de réponse au fil du test
html-latency-caption =
    { $vus ->
        [one] Avec { $vus } acheteur au plus, sur tout le test.
       *[other] Avec jusqu’à { $vus } acheteurs simultanés, sur tout le test.
    } À la pire seconde, 95 pages sur 100 ont pris jusqu’à { $p95 } : ici, toutes les pages d’une seconde sont ensemble, la note regarde la pire étape à pleine charge. Une seconde sans aucune page n’a pas de trait.
html-distribution = La répartition des temps de réponse
html-distribution-how = Toutes les pages de tout le test, alors que la note regarde la pire étape à pleine charge. Plus on va vers la droite, plus c’est rare et lent : à 99, une seule page sur cent a pris plus longtemps. La courbe s’arrête là où moins de cinq pages la dépassent.
html-clocks = Le trait plein est ce qu’attend un acheteur, connexion et file d’attente comprises. Le trait interrompu est le chronomètre de k6, qui ne démarre que lorsque la requête est en route.
html-percentiles-caption =
    { $values ->
        [one] { $values } valeur
       *[other] { $values } valeurs
    }. La moitié ont pris jusqu’à { $p50 }, 95 sur 100 jusqu’à { $p95 }.
html-too-few-values = Non mesuré : trop peu de requêtes.
html-steps = Étape par étape
html-k6-p95 = p95 selon k6
html-dash = – signifie : non mesuré.
html-page-loads = Pages entières
html-page-loads-how = Du moment où la page aurait dû être demandée jusqu’au dernier octet du dernier de ses fichiers (styles, scripts, images, polices).
html-waterfall = Où passe le temps
html-waterfall-how = La requête moyenne de chaque étape, sur tout le test. Les phases de moins de 1 % sont omises.
html-phase-blocked = attente d’une connexion
html-phase-connecting = connexion
html-phase-tls = sécurisation (TLS)
html-phase-sending = envoi
html-phase-waiting = attente de la boutique
html-phase-receiving = réception
html-failures-over-time = Requêtes en échec
html-failures-caption =
    { $failures ->
        [one] { $failures } requête a échoué sur tout le test, { $since } après le début.
       *[other] { $failures } requêtes ont échoué sur tout le test, la première { $since } après le début.
    }
html-share = part de l’étape

## Rapport HTML : la promotion

html-promotion-unchecked = Aucune promotion n’a été vérifiée en charge.
html-unchecked = non vérifiée en charge
html-promised = Ce qui était promis
html-promotion-sources = Où les promotions ont été trouvées
html-cost-by-step = Le coût de la promotion, étape par étape
html-cost = Ce que la promotion coûte à la boutique
html-cost-unmeasured = Non mesuré dans ce test ; --measure-promo le mesure.
html-cost-not-seen = Aucune différence visible : avec la promotion, une visite n’attend ni nettement plus, ni nettement moins (sûr à 95 % : entre { $low } et { $high }, pour { $without } sans elle).
html-cost-slower = Avec la promotion, une visite attend { $value } de plus (sûr à 95 % : entre { $low } et { $high }), pour { $without } sans elle.
html-cost-faster = Avec la promotion, une visite attend { $value } de moins (sûr à 95 % : entre { $low } et { $high }), pour { $without } sans elle.
html-shop-time-more = La boutique travaille { $value } de plus pour elle (entre { $low } et { $high }).
html-shop-time-less = La boutique travaille { $value } de moins pour elle (entre { $low } et { $high }).
html-shop-time-not-seen = Pour le temps de travail de la boutique, aucune différence n’est visible (entre { $low } et { $high }).
html-lost-capacity = Si ce sont les processus de la boutique qui la limitent, elle peut servir { $value } de visites en moins (entre { $low } et { $high }).
html-gained-capacity = Si ce sont les processus de la boutique qui la limitent, elle peut servir { $value } de visites en plus (entre { $low } et { $high }).
html-lost-capacity-not-seen = L’effet sur le nombre de visites ne se distingue pas de zéro.
html-compared-without-steps =
    Comparé à la même visite sans les étapes propres à la promotion ({ $steps }) : { $pairs } de { $block } chacune, en ordre aléatoire, { $vus ->
        [one] { $vus } utilisateur virtuel
       *[other] { $vus } utilisateurs virtuels
    } ; { $with ->
        [one] { $with } visite avec
       *[other] { $with } visites avec
    } la promotion, { $without } sans.
html-compared-sibling =
    Comparé à la même visite sur une page sans promotion ({ $url }) : { $pairs } de { $block } chacune, en ordre aléatoire, { $vus ->
        [one] { $vus } utilisateur virtuel
       *[other] { $vus } utilisateurs virtuels
    } ; { $with ->
        [one] { $with } visite avec
       *[other] { $with } visites avec
    } la promotion, { $without } sans.
html-compared-sibling-without =
    Comparé à la même visite sur { $url }, qui est sans { $parts } : { $pairs } de { $block } chacune, en ordre aléatoire, { $vus ->
        [one] { $vus } utilisateur virtuel
       *[other] { $vus } utilisateurs virtuels
    } ; { $with ->
        [one] { $with } visite avec
       *[other] { $with } visites avec
    } la promotion, { $without } sans.
html-difference = différence (intervalle à 95 %)
html-interval = { $value } ({ $low } à { $high })
html-no-part = n’en fait pas partie

## Rapport HTML : le reste

html-limits-of-checks = La limite qu’une vérification a par défaut figure sur sa ligne, parmi les vérifications.

## Rapport HTML : le vocabulaire

html-words = Ce que veulent dire les mots
html-means-shopper = Il représente un visiteur : il suit le parcours encore et encore, avec les pauses que font les gens.
html-word-journey = Visite, parcours, étape
html-means-journey = Un parcours est la suite des pages qu’un acheteur visite ; chaque page est une étape, c’est-à-dire une requête avec ses redirections. Une visite est un passage par ce parcours.
html-means-response-time = Du moment où une requête aurait dû partir jusqu’à son dernier octet : une boutique qui se fige ne peut pas se cacher derrière des requêtes jamais envoyées.
html-means-percentile = 50, 95 ou 99 pages sur 100 ont pris au plus ce temps, chaque acheteur comptant autant. Le p95 est ce qu’un acheteur sur vingt doit supporter.
html-means-failure = Une visite dans laquelle une page n’est pas venue, est venue trop tard ou avait un contenu erroné. Les échecs ne comptent jamais comme des pages rapides.
html-means-check = Ce qui doit être vrai d’une réponse, par exemple le prix de la promotion sur la page.
html-means-threshold = Une limite fixée avant le test. En dépasser une fait échouer le test.
html-means-grade = La pire de trois parties : ce que les acheteurs attendent (le p95 de l’étape la plus lente), les visites qui échouent et celles où la promotion était incorrecte. A, c’est un p95 sous 1 s et moins de 0,1 % des visites ; B 2 s et 1 % ; C 3 s et 5 % ; D 5 s et 10 % ; F tout ce qui est pire. « Au mieux » dit que si peu de visites ne suffisent pas à porter la note.
html-means-capacity = La plus grande charge que la boutique tient. Elle n’est donnée que si elle a été mesurée, et rien n’est promis au-delà de la plus forte charge essayée.
html-word-knee = Point d’inflexion, courbe ajustée
html-means-knee = C’est là que plus d’acheteurs n’apportent plus davantage de visites par seconde : à partir de ce point ils s’attendent surtout les uns les autres. Il est lu sur la loi universelle de passage à l’échelle (USL), ajustée aux charges essayées.
html-word-interval = Sûr à 95 %
html-means-interval = Si l’on mesurait encore et encore, un tel intervalle contiendrait la vraie valeur 95 fois sur 100. Quand il contient zéro, aucune différence n’est visible.
html-word-phases = Phases
html-means-phases = Ce qui se passe pendant une requête : attendre une connexion libre, se connecter, sécuriser la connexion, envoyer, attendre le premier octet de la boutique (c’est son travail), recevoir le reste.
html-means-duration = Le chronomètre de k6 : envoi, attente et réception, sans ce qui précède. Il est là pour comparer avec les chiffres de k6.
