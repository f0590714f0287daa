# Erreurs des scénarios, plans, seuils et enregistrements, et remarques sur un enregistrement.

## Les grandeurs

error-duration = `{ $text }` n’est pas une durée ; écrivez-la comme 300ms, 30s, 1m30s ou 2h
error-duration-no-unit = { $number } n’a pas d’unité ; écrivez "{ $number }s" pour des secondes
error-duration-fraction = { $number } n’a pas d’unité ; écrivez "{ $millis }ms" pour { $number } secondes
error-currency = `{ $text }` n’est pas une devise ; écrivez un code ISO 4217 comme EUR
error-money-amount = `{ $text }` n’est pas un montant ; écrivez-le comme 11.42
error-price-no-number = il ne contient aucun nombre
error-price-several-numbers = il contient plusieurs nombres
error-price-ambiguous = il peut être lu de plusieurs façons
error-price-bound = ce n’est que la borne de plusieurs prix
error-price-negative = il est négatif
error-price-per-unit = c’est un prix par unité de mesure
error-price-percentage = c’est un pourcentage
error-price-not-a-price = ce n’est pas écrit comme un prix

## Le fichier de scénario

error-file-read =
    impossible de lire { $path } : { $why }{ $made ->
        [by-compile]  ; écrivez-en un à partir d’une page avec : promo-load compile URL -o { $path }
       *[otherwise] {""}
    }
error-file-schema = { $path } : le schéma { $found } n’est pas connu de cette version, qui lit le schéma { $schema } ; utilisez un promo-load plus récent
error-file-data = { $path } : données `{ $name }` : { $why }
error-file-upload = { $path } : étape `{ $step }` : { $why }
error-file-format = le scénario ne peut pas être écrit en TOML : { $why }
error-no-scheme = `{ $text }` n’a pas de schéma ; commencez par http:// ou https://, par exemple "http://{ $text }"
error-no-address = `{ $text }` n’est pas une adresse : { $why }
error-not-written = { $place } contient un secret sous une forme qu’aucun paramètre ne peut remplacer ; envoyez-le avec ${ "{" }…{ "}" } depuis une source [[data]] avec `env`
error-think-time-reversed = `{ $text }` se termine avant de commencer ; écrivez la durée la plus courte en premier
error-template-unclosed = `{ $text }` ouvre un paramètre avec ${ "{" } et ne le ferme pas
error-plan-json-beside-body = a une table JSON à côté d’un autre corps ; gardez-en un
error-template-unknown = rien ne fournit `${ "{" }{ $text }{ "}" }` ; extrayez-le dans une étape précédente, prenez-le dans une source [[data]], ou utilisez vu.id, iteration, run.id, now, uuid ou random.alnum(16)
error-template-unknown-field = rien ne fournit `${ "{" }{ $name }{ "}" }` ; les données `{ $source }` ont les champs { $fields }
error-check-subject = la vérification `{ $text }` demande exactement un élément parmi status, body_contains, body_lacks, body_matches, header et json
error-check-comparison = vérification `{ $text }` : `contains` va avec header, `equals` ou `at_least` avec json, un seul au plus
error-check-empty = vérification `{ $text }` : un texte vide se trouve dans toute page, elle n’échouerait donc jamais
error-check-status = vérification `{ $text }` : un statut est un nombre de 100 à 599
error-check-not-a-number = vérification `{ $text }` : `at_least` est un nombre fini
error-check-regex = vérification `{ $name }` : { $reason }
error-check-pointer = vérification `{ $text }` : un pointeur JSON commence par `/`
error-check-template = vérification `{ $name }` : { $why }
error-check-name = vérification `{ $text }` : un nom n’est pas vide et ne contient pas `::`
error-extract-source = l’extraction `{ $text }` demande exactement un élément parmi between, regex, json, css, header et cookie
error-extract-empty = extraction `{ $text }` : le premier texte de `between` est vide
error-extract-option = extraction `{ $text }` : `attribute` va avec css, `decoded` avec cookie, `pick` avec between, regex ou css
error-extract-css = extraction `{ $name }` : `{ $selector }` n’est pas un sélecteur CSS
error-extract-pointer = extraction `{ $text }` : un pointeur JSON commence par /, par exemple /cart/products_count
error-extract-regex = extraction `{ $name }` : { $reason }
error-data-read = impossible de lire le fichier de données { $path } : { $why }
error-data-too-large = { $path } fait { $megabytes } Mo ; un fichier de données peut faire 64 Mo, car ses lignes sont gardées en mémoire
error-data-encoding = { $path }:{ $line }: n’est pas en UTF-8 ; enregistrez le fichier en UTF-8
error-data-row = { $path }:{ $line }: { $why }
error-data-no-rows = { $path } n’a aucune ligne de valeurs ; la première ligne d’un fichier CSV nomme les champs, les lignes suivent
error-data-json-document = { $path } est un seul document JSON ; écrivez un objet par ligne et nommez-le .jsonl
error-data-delimiter = `delimiter` appartient à un fichier CSV, et c’est un seul caractère ASCII qui n’est ni un guillemet ni un saut de ligne, par exemple "{ "\u003B" }"
error-data-source = demande un élément parmi `file`, `rows` et `env`
error-data-outside = le fichier de données { $path } n’est pas dans le dossier du scénario ; si vous pouvez l’envoyer à cette boutique, autorisez son dossier avec --data-folder { $folder }
error-data-variable = `env` désigne la variable { $text } ; un scénario ne reçoit que des variables dont le nom commence par { $variables }
error-data-not-set = la variable d’environnement { $text } n’est pas définie, elle contient ce qui est trop secret pour un fichier
error-data-no-text = la variable d’environnement { $text } n’est pas du texte
error-data-inline = ligne { $row } : { $why }
error-data-not-read = le fichier { $path } n’a pas été lu
error-row-nameless-field = le champ { $value } n’a pas de nom
error-row-same-name = deux champs s’appellent `{ $text }`
error-row-ragged = compte { $found } pour les valeurs et { $expected } pour les champs ({ $fields }) ; mettez entre guillemets une valeur qui contient le séparateur
error-row-missing = n’a pas le champ `{ $text }`, que la première ligne a
error-row-surplus = a un champ `{ $text }`, que la première ligne n’a pas
error-row-no-scalar = la valeur de `{ $text }` est un objet, une liste ou null ; une valeur est un texte, un nombre, true ou false
error-row-json = n’est pas un objet JSON : { $why }
error-at-column = { $why }, à la colonne { $column }
error-row-open-quote = ouvre un guillemet qui n’est jamais fermé ; fermez-le, ou doublez un guillemet qui fait partie de la valeur
error-row-stray-quote = a du texte après la fin d’une valeur entre guillemets ; doublez un guillemet qui fait partie de la valeur ("écran 15""")
error-row-csv = ne peut pas être lu : { $text }
error-upload-read = impossible de lire { $path }, que le formulaire envoie : { $why }
error-upload-too-large = { $path } dépasse 32 Mo ; le fichier d’un formulaire est gardé en mémoire
error-upload-outside = { $path } n’est pas dans le dossier du scénario ; si vous pouvez l’envoyer à cette boutique, autorisez son dossier avec --data-folder { $folder }

## Le plan

error-problem = { $place } : { $why }
error-plan-descriptors =
    { $vus ->
        [one] { $vus } utilisateur virtuel demande
       *[other] { $vus } utilisateurs virtuels demandent
    } { $needed } fichiers ouverts ({ $each } chacun et { $reserve } pour promo-load lui-même), mais cette machine en autorise { $limit }{ $room ->
        [0] , ce qui n’en laisse aucun pour un utilisateur virtuel ; relevez la limite stricte (`ulimit -n { $needed }`, LimitNOFILE d’un service)
        [one]  ; relevez la limite stricte (`ulimit -n { $needed }`, LimitNOFILE d’un service) ou n’utilisez qu’un utilisateur virtuel
       *[other]  ; relevez la limite stricte (`ulimit -n { $needed }`, LimitNOFILE d’un service) ou utilisez au plus { $room } utilisateurs virtuels
    }
error-plan-no-ports =
    { $vus ->
        [one] { $vus } utilisateur virtuel demande un port local
       *[other] { $vus } utilisateurs virtuels demandent un port local chacun
    }, mais cette machine n’en a aucun : toute sa plage est réservée ; élargissez la plage (`sysctl net.ipv4.ip_local_port_range="1024 65535"`) ou libérez-en une partie dans net.ipv4.ip_local_reserved_ports
error-plan-few-ports =
    { $vus ->
        [one] { $vus } utilisateur virtuel demande un port local
       *[other] { $vus } utilisateurs virtuels demandent un port local chacun
    }, mais cette machine en a { $number } pour une adresse ; élargissez la plage (`sysctl net.ipv4.ip_local_port_range="1024 65535"`) ou utilisez au plus { $ports ->
        [one] { $ports } utilisateur virtuel
       *[other] { $ports } utilisateurs virtuels
    }
error-plan-data-name = le nom d’une source de données ne contient que a-z, A-Z, 0-9, _ et -
error-plan-data-name-taken = une source de données ne peut pas s’appeler `{ $name }` : chaque visiteur a déjà `${ "{" }{ $own }{ "}" }`
error-plan-data-twice = deux sources de données portent ce nom
error-plan-too-few-rows = pick = "unique" donne à chaque utilisateur virtuel une ligne à lui : les { $needed } utilisateurs virtuels de toutes les charges demandent ensemble { $needed } lignes, et il y en a { $rows }
error-plan-no-journey = il n’y en a aucun ; un scénario demande au moins un [[journey]] avec une étape
error-plan-no-weight = chaque poids est 0, aucun ne serait donc jamais parcouru
error-plan-address-password = contient un nom d’utilisateur ou un mot de passe ; envoyez-les dans un en-tête Authorization
error-plan-growing-carts = per-vu laisse les paniers grossir de visite en visite, mais les étapes compilées attendent un nouveau panier à chacune : leurs vérifications de montants et le code promo échoueraient ; gardez per-iteration, ou supprimez ces vérifications et l’étape du code promo
error-plan-journey-twice = deux parcours portent ce nom
error-plan-no-step = n’a aucune étape
error-plan-step-name = le nom d’une étape n’est pas vide et ne contient pas `::`
error-plan-step-twice = deux étapes du parcours portent ce nom
error-plan-once-cookies = une étape avec once_per_vu demande cookies = "per-vu" : avec per-iteration, chaque visite est celle d’un nouveau client, qui perdrait sa connexion
error-plan-once-late = porte once_per_vu derrière une étape de chaque visite ; placez-la au début du parcours
error-plan-once-alone = n’a que des étapes avec once_per_vu, les visites suivantes ne demanderaient donc rien ; ajoutez une étape pour chaque visite
error-plan-cookie = le cookie `{ $name }` ne peut pas être défini : son nom n’est pas vide et ne contient pas de `=`, et ni le nom ni la valeur ne contiennent de point-virgule, de caractère de contrôle ou d’espace au bord
error-plan-other-limits = { $url } n’est pas sur { $root }, pour lequel les limites ont été établies
error-plan-no-site = doit commencer par http:// ou https:// et désigner un hôte
error-plan-too-many-vus = { $vus-max } utilisateurs virtuels, c’est plus que les { $max } autorisés sur { $environment } ; réduisez --vus
error-plan-too-long = { $lasts }, c’est plus long que les { $max } autorisés sur { $environment }
error-plan-rate-unproven = les parcours enverraient jusqu’à { $most } requêtes par seconde, plus que les { $cap } d’une boutique sans preuve : { $demand }
error-plan-rate-not-allowed = les parcours enverraient jusqu’à { $most } requêtes par seconde, plus que les { $cap } autorisées sur { $environment } ; réduisez le rythme
error-plan-local-time = heure locale
error-plan-outside-hours =
    { $who ->
        [prod] une boutique en production
       *[other] cette boutique
    } n’est testée qu’à ces heures : { $hours } (il est { $time } { $place }{ $zone ->
        [known] {""}
       *[unknown] {" "}et { $utc } UTC, et les deux doivent être dans ces heures car promo-load.toml n’indique pas de time_zone pour elle
    }) ; revenez à ce moment-là, ou convenez d’autres heures et inscrivez-les dans promo-load.toml ([host."{ $host }"] hours = "HH:MM-HH:MM", time_zone = "Europe/Paris"){ $copy ->
        [perhaps]  ; une copie qu’aucun client n’utilise y est indiquée avec environment = "preprod"
       *[no] {""}
    } ; regarder quelques pages ne demande pas d’heures : promo-load inspect URL, ou compile URL, avec --mode read-only ; promo-load inspect ENREGISTRÉE.html ne demande rien à la boutique
error-plan-full-on-prod = full remplirait de vrais paniers dans une boutique en production ; utilisez --mode read-only, ou autorisez-le pour cet hôte dans promo-load.toml
error-plan-heavy-on-prod = heavy n’est pas autorisé sur une boutique en production ; utilisez light, ou medium avec --vus 50
error-plan-https-on-prod = une boutique en production n’est testée qu’en https
error-plan-insecure = les certificats sont toujours vérifiés sur une boutique en production
error-plan-beyond-origin =
    { $url } contient { $surplus ->
        [path] un chemin
        [query] une requête
       *[fragment] un fragment
    }, alors qu’il ne s’agit que du schéma, de l’hôte et du port de la boutique : les adresses de ses pages commencent à la racine, les chemins des étapes aussi ; écrivez-le dans ceux-ci (path = "{ $path }")
error-plan-user-agent = n’est pas un texte d’en-tête valable
error-plan-no-time = 0 ne laisse pas de temps pour une réponse ; écrivez-le comme 30s
error-plan-part = la partie `{ $name }` demande un élément parmi `value` et `file`
error-plan-part-type = le content_type de la partie `{ $name }` n’est pas un texte d’en-tête valable
error-plan-few-iterations = { $iterations } itérations ne peuvent pas être partagées par { $vus } utilisateurs virtuels ; donnez-en au moins une à chacun
error-plan-at-least-1 = doit être au moins 1
error-plan-at-least-1s = doit être d’au moins 1s
error-plan-longer-than-0 = doit être supérieur à 0
error-plan-rate-above-0 = constant-arrival-rate demande un rythme supérieur à 0, par exemple 50
error-plan-no-rate-stage = ramping-arrival-rate demande au moins un palier
error-plan-no-target = aucun palier n’a de cible supérieure à 0, rien ne serait donc testé
error-plan-no-max-vus = un rythme d’arrivée demande le nombre maximal d’utilisateurs virtuels qu’il peut employer, par exemple --max-vus 100
error-plan-many-at-start = { $pre-allocated-vus } utilisateurs virtuels au départ, c’est plus que les { $max-vus } de max_vus
error-plan-random-arrivals = { $expected } arrivées aléatoires, c’est plus que ce qui peut être compté ; réduisez le rythme ou la durée, ou espacez-les régulièrement
error-plan-arrivals = { $per-second } arrivées par seconde, c’est plus que ce qu’un générateur peut lancer
error-plan-more-than = plus que { $longest }
error-plan-no-duration = { $executor } demande une durée d’au moins 1s
error-plan-no-vus = 0 utilisateur virtuel n’enverrait rien ; indiquez-en au moins 1
error-plan-vus-of-generator = { $vus } utilisateurs virtuels, c’est plus que les { $most-vus } qu’un générateur peut porter
error-plan-no-stage = ramping-vus demande au moins un palier, par exemple 30s:100
error-plan-short-stages = les paliers durent ensemble moins de 1s
error-plan-foreign-option = { $executor } n’a pas cette option ; elle appartient à { $owners }
error-plan-long-jitter = dure plus longtemps que la charge elle-même, certains utilisateurs virtuels ne commenceraient donc jamais
error-plan-cannot-set = `{ $name }` ne peut pas être défini : { $why }
error-plan-header-name = `{ $name }` n’est pas un nom d’en-tête valable
error-plan-header-value = la valeur de `{ $name }` n’est pas un texte d’en-tête valable
error-plan-no-http-status = { $status } n’est pas un statut HTTP
error-plan-check-twice = deux vérifications s’appellent `{ $name }` ; leurs résultats ne pourraient pas être distingués
error-plan-extract-own = une extraction ne peut pas s’appeler `{ $name }`, que chaque visiteur a déjà
error-plan-extract-data = une extraction ne peut pas s’appeler `{ $name }` : ce qui commence par `{ $data }.` est un champ de ces données
error-plan-name-of-files = porte le nom sous lequel les fichiers d’une autre étape sont comptés ; choisissez-en un autre
error-plan-files-name = ses fichiers sont comptés sous `{ $name }`, qui est le nom d’une autre étape ; renommez l’une des deux
error-plan-background-name = est ici une requête d’arrière-plan et ailleurs une autre étape ; leurs chiffres seraient mêlés : renommez l’une des deux
error-plan-background-think-time = est une requête d’arrière-plan, envoyée pendant que l’acheteur regarde la page précédente ; mettez le think_time sur cette page
error-plan-background-first = est une requête d’arrière-plan sans page avant elle ; placez-la après la page dont les scripts l’envoient
error-plan-connect = CONNECT s’adresse à un proxy, pas à la boutique
error-plan-method = `{ $method }` n’est pas une méthode ; c’est un seul mot fait de lettres, comme GET ou PROPFIND
error-plan-raw = `{ $text }` : `raw:` a sa place dans un corps JSON, où les valeurs sont échappées sans lui
error-plan-no-path = `{ $path }` n’est pas un chemin : { $why }
error-plan-changes-cart = `{ $name }` modifie le panier, mais le mode du scénario est read-only
error-plan-row-control = le champ `{ $field }` contient un caractère de contrôle ({ $code }), qu’aucune adresse, aucun en-tête ni cookie ne peut porter ; retirez-le de la ligne
error-plan-row-data = avec la ligne { $row } des données `{ $name }` : { $why }
error-plan-form-and-body = a un formulaire et un corps ; n’en gardez qu’un
error-plan-two-forms = a un formulaire multipart à côté d’un autre formulaire ou d’un corps ; n’en gardez qu’un
error-plan-content-type = indique un Content-Type, qu’un formulaire multipart définit lui-même : il contient le séparateur
error-plan-changes-shop = { $method } peut modifier la boutique, mais le mode du scénario est read-only ; indiquez mode = "full" ou supprimez l’étape
error-plan-load-name = `{ $name }` n’est pas fait uniquement de a-z, A-Z, 0-9, _ et -
error-plan-journey-named-twice = `{ $name }` est cité deux fois ; son poids dit combien de fois
error-plan-journey-unknown = il n’y a pas de parcours `{ $name }` ; il y a { $known }
error-plan-names-none = n’en cite aucun ; citez-en parmi { $known }, ou omettez-le pour tous
error-plan-no-weight-named = le poids de chacun d’eux est 0, aucun ne serait donc jamais parcouru
error-plan-load-twice = deux charges portent ce nom ; donnez à chacune un `name` à elle
error-plan-vus-together = { $vus-max } utilisateurs virtuels en même temps, c’est plus que les { $most-vus } qu’un générateur peut porter
error-fill-elsewhere = `{ $path }` n’est pas sur la boutique ; la requête n’a pas été envoyée
error-fill-order = { $method } { $path } passerait une commande ; la requête n’a pas été envoyée
error-fill-header = la valeur de l’en-tête { $name } contient des caractères interdits par HTTP
error-fill-cookie = le cookie `{ $name }` ne peut pas prendre sa valeur : un navigateur refuse les points-virgules, les caractères de contrôle, les espaces au bord et plus de 4 096 octets

## Les seuils et les comparaisons

error-unknown-metric = mesure inconnue `{ $name }` ; les mesures connues sont { $known }
error-threshold-flag = `{ $text }` n’est pas de la forme MESURE:EXPRESSION ; écrivez-le comme `http_req_duration:p(95)<2000`
error-threshold-key = `{ $key }` : { $reason }
error-key-unclosed = il manque la `{ "}" }` fermante
error-key-not-pairs = la partie entre accolades n’est pas de la forme tag:valeur,tag:valeur
error-key-empty = un tag et sa valeur ne peuvent pas être vides
error-key-twice = un tag est donné deux fois
error-threshold-tag = `{ $key }` : { $metric } n’est pas mesuré par `{ $tag }` ; les tags acceptés sont { $accepted }
error-threshold-expression = `{ $key }` : `{ $expression }` n’est pas de la forme MÉTHODE OPÉRATEUR NOMBRE ou MÉTHODE over DURÉE OPÉRATEUR NOMBRE, avec l’un de < <= > >= == === { "\u0021" }=, comme `{ $example }`
error-threshold-bound = `{ $key }` : `{ $bound }` dans `{ $expression }` n’est pas un nombre
error-threshold-share = `{ $key }` : `{ $bound }` dans `{ $expression }` n’est pas un nombre ; les parts s’écrivent de 0 à 1 : { $number }
error-threshold-time = `{ $key }` : `{ $bound }` dans `{ $expression }` n’est pas un nombre ; les durées s’écrivent en millisecondes : { $number }
error-threshold-window = `{ $key }` : `{ $window }` dans `{ $expression }` n’est pas une fenêtre : écrivez des secondes entières de 1s à 10m, comme `over 10s`
error-threshold-method = `{ $key }` : `{ $method }` ne s’applique pas à une mesure de type { $kind } ; elle accepte { $accepted }
error-no-step = aucune étape ne s’appelle `{ $step }` ; les étapes sont { $known }
error-no-check = aucune vérification ne s’appelle `{ $check }`
error-no-journey = aucun parcours ne s’appelle `{ $name }` ; les parcours sont { $known }
error-no-load = aucune charge ne s’appelle `{ $name }` ; les charges sont { $known }
error-no-method = aucune méthode ne s’appelle `{ $name }` ; les méthodes sont { $known }
error-tag-load = `load` et `scenario` sont un seul tag ; n’en donnez qu’un
error-tag-expected = `expected_response` vaut `true` ou `false`, pas `{ $value }`
error-tag-unknown = le tag `{ $tag }` n’est pas mesuré ; utilisez name, check, expected_response, load, journey, status ou method
error-tag-status = `status` est un nombre de 100 à 599, ou 0 pour l’absence de réponse, pas `{ $text }`
error-no-check-in-step = aucune vérification ne s’appelle `{ $name }` dans cette étape
error-check-of-steps = `{ $name }` est une vérification des étapes { $steps } ; ajoutez name:ÉTAPE
error-criterion-sign = `{ $text }` : pas de `+` ou `-` suivi d’une borne ; écrivez-le comme « p(95) +10{ "\u0025" } » ou « rps -5{ "\u0025" } »
error-criterion-statistic = `{ $text }` : `{ $name }` n’est pas comparé ; utilisez { $known }
error-criterion-tag = `{ $text }` : les accolades prennent une étape, comme p(95){ "{" }name:product_page{ "}" }
error-criterion-points = `{ $text }` : `{ $bound }` n’est pas une borne pour { $statistic } ; écrivez des points, comme 0.5pt
error-criterion-rate = `{ $text }` : `{ $bound }` n’est pas une borne pour { $statistic } ; écrivez un pourcentage comme 10{ "\u0025" } ou un rythme comme 5/s
error-criterion-time = `{ $text }` : `{ $bound }` n’est pas une borne pour { $statistic } ; écrivez un pourcentage comme 10{ "\u0025" } ou une durée comme 50ms
error-criterion-step = `{ $text }` : aucune étape ne s’appelle `{ $step }` ; les étapes sont { $known }
error-compare-different = comparez des tests du même parcours, de la même charge et de la même machine, ou ajoutez --even-if-different pour voir quand même les chiffres
error-compare-blocks =
    { $which ->
        [baseline] la référence n’a
       *[run] le test n’a
    } pas de blocs de temps dont déduire le bruit ; elle ou il a été écrit par promo-load { $version } : recommencez le test
error-compare-histogram =
    { $which ->
        [baseline] étape { $step } de la référence
       *[run] étape { $step } du test
    } : { $why } ; le fichier est endommagé
error-search-window = chaque charge de la recherche est tenue { $asked }, et un seuil regarde des fenêtres de { $window } ; tenez-la { $needed } ou plus avec --duration, ou donnez-lui une fenêtre plus courte
error-search-too-long = charge : la recherche peut durer { $longest } ({ $steps } charges), plus que les { $allowed } autorisés sur { $environment } ; tenez chaque charge moins longtemps avec --duration
error-search-several-executors = le scénario a plusieurs exécuteurs, la charge maximale à essayer n’est donc pas claire ; indiquez-la avec --vus ou --rate
error-search-rates = --find-capacity accepte des rythmes par seconde ou par minute, par exemple --rate 50/s
error-measure-promo-nothing = --measure-promo n’a rien à comparer : aucune étape du parcours n’est là pour la promotion seule (un code promo, ou `promotion = true` dans le scénario), et { $why } ; indiquez une page du même type sans promotion avec --without-promo
error-no-page-like-it = aucune page semblable sans promotion n’a été trouvée
error-without-promo-elsewhere = --without-promo : { $url } n’est pas sur la boutique testée

## Un enregistrement (HAR)

error-har-json = { $line }:{ $column }: n’est pas un HAR : { $why }
error-har-truncated = { $line }:{ $column }: s’arrête au milieu ; exportez-le de nouveau
error-har-version = est un HAR { $text } ; les versions 1.1 à 1.3 sont connues
error-har-entry = entrée { $entry } : { $why }
error-har-too-many = contient { $text } requêtes de la boutique, et un parcours { $most-steps } au plus ; enregistrez une visite, sans les appels d’une page laissée ouverte
error-har-empty = ne contient aucune requête ; enregistrez avec le panneau réseau ouvert, dès la première page
error-har-nothing = ne contient aucune requête de page ou de script de { $text } ; indiquez la boutique avec --base-url
har-changing = ces requêtes modifient quelque chose dans la boutique : { $changing } ; supprimez les étapes qui ne doivent pas être répétées
har-accounts = les mots de passe et assimilés ne sont jamais écrits : créez un fichier accounts.csv à côté du scénario, avec `{ $fields }` en première ligne, puis un compte par ligne, autant qu’il y a d’utilisateurs virtuels
har-more-such-notes = autres remarques de ce genre : { $more }
har-and-more = et { $more } de plus
har-of-step = { $what } (étape { $step })
har-value-of-step = `{ $what }` de l’étape { $step }
har-doors = { $doors } redirige vers la boutique et est laissé de côté ; le parcours commence à { $shop }
har-left-out-files = laissés de côté, des fichiers (--assets charge ce dont les pages ont besoin) : { $count }
har-left-out-unanswered = laissées de côté, des requêtes sans réponse : { $count }
har-left-out-preflights = laissées de côté, des requêtes préliminaires CORS (OPTIONS) : { $count }
har-left-out-sockets = laissés de côté, des WebSockets, que promo-load ne parle pas : { $addresses }
har-left-out-streams = laissés de côté, des flux d’événements (EventSource), qui ne finissent jamais : { $addresses }
har-left-out-hosts = laissées de côté, des requêtes vers d’autres hôtes : { $addresses }
har-left-out-orders = promo-load ne commande jamais ; laissé de côté : { $orders }
har-left-out-browser = laissés de côté, des en-têtes que le navigateur définit lui-même : { $names }
har-left-out-proxy = laissés de côté, des en-têtes d’un proxy : { $names }
har-left-out-unsendable = laissés de côté, des en-têtes que HTTP ne peut pas porter : { $names }
har-left-out-repeated = laissées de côté, les autres valeurs d’en-têtes qu’une requête a plusieurs fois : { $names }
har-many-headers = laissés de côté, les en-têtes au-delà de { $most } par requête : { $surplus }
har-addresses-with-password = laissés de côté, les noms et mots de passe dans des adresses, qui ne sont jamais écrits : { $accounts } ; donnez les vôtres avec --header Authorization=env:VARIABLE, "Basic" et les deux en Base64
har-secret-headers = laissés de côté, des en-têtes qui portent un secret, jamais écrit : { $secret } ; donnez le vôtre avec --header { $name }=env:VARIABLE
har-not-asked = laissé de côté, ce que le navigateur n’a demandé à personne ({ $schemes }) : { $count }
har-entry-left-out = l’entrée { $number } est laissée de côté : { $why }
har-more-entries = autres entrées illisibles laissées de côté : { $more }
har-half-character = un demi-caractère (un surrogate isolé, \ud800 à \udfff) est lu comme �, tel que les navigateurs l’envoient ; entrées : { $len }, la première est l’entrée { $first }
har-is-a-list = c’est une liste JSON ; un HAR est un objet avec `log`
har-no-time-zone = son startedDateTime n’a pas de fuseau horaire
har-not-a-time = startedDateTime `{ $text }` n’est pas une date
har-not-url = `{ $url }` n’est pas une URL : { $why }
har-not-method = `{ $method }` n’est pas une méthode
har-said-to-proxy = { $method } s’adresse à un proxy, pas à la boutique
har-empties-cache = { $method } vide un cache
har-form-left-out = le corps de l’étape { $step } est un formulaire multipart illisible, ou contient un mot de passe ou une clé qui ne peut pas être remplacé, il est donc laissé de côté ; écrivez-le à la main avec un paramètre comme ${ "{" }account.password{ "}" }, ou supprimez l’étape
har-body-left-out = le corps de l’étape { $step } contient peut-être un mot de passe ou une clé qui ne peut pas être remplacé, il est donc laissé de côté ; écrivez-le à la main avec un paramètre comme ${ "{" }account.password{ "}" }, ou supprimez l’étape
har-leaves = l’étape { $step } se termine par une redirection vers un autre hôte, qui n’est pas suivie
har-long-pauses = pauses de plus d’une minute réduites à 60s : { $cut }
har-files = un enregistrement ne contient pas les fichiers tels qu’ils ont été envoyés ; placez les vôtres là avant le premier test, à côté du scénario : { $files }
har-with-cookie = { $what } (cookie { $cookie })
har-drawn = créés par le script de la page, car aucune réponse ne les a apportés : chaque visite les tire au sort et définit le cookie ; écrivez plutôt une extraction là où la boutique les crée : { $list }
har-unmarked = parties de chemins écrites telles qu’enregistrées, car rien ne marque leur place dans la réponse qui les a apportées ; écrivez une extraction à la main là où elles changent : { $list }
har-withheld = les en-têtes avec une clé ne sont jamais écrits ; donnez les vôtres avec --header NOM=env:VARIABLE ; laissés de côté : { $list }
har-unsought = l’enregistrement contient plus de valeurs variables qu’il n’en est cherché ; écrites telles qu’enregistrées : { $unsought }
har-headers-left-out = en-têtes, laissés de côté : { $list }
har-as-recorded = écrits tels qu’enregistrés : { $list }
har-no-answer-holds-them = aucune réponse précédente de l’enregistrement ne contient ces jetons ; recommencez l’enregistrement à partir de la page qui les apporte, sauvegardé avec son contenu
har-no-bodies = l’enregistrement n’a pas les corps des réponses, où se trouveraient ces jetons ; exportez-le avec son contenu
har-unsolved = erreur à résoudre avant le premier test : { $reason }, ou ajoutez une extraction à une étape précédente et écrivez ${ "{" }name{ "}" } à leur place, ou supprimez les étapes ; { $parts }
