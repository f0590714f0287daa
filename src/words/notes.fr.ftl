# Les remarques en français, avec les mêmes identifiants et les mêmes variables que `notes.en.ftl`.

## Ce qu’est une page

a-note = remarque : { $text }
a-page =
    { $kind ->
        [home] une page d’accueil
        [category] une page de catégorie
        [product] une page produit
        [catalog] une liste de produits
        [search] une page de recherche
        [cms] une page de texte
        [cart] une page de panier
        [checkout] une page de commande
        [landing] une page de campagne
       *[other] une autre page
    }
the-page =
    { $kind ->
        [home] la page d’accueil
        [category] la page de catégorie
        [product] la page produit
        [catalog] la liste de produits
        [search] la page de recherche
        [cms] la page de texte
        [cart] la page du panier
        [checkout] la page de commande
        [landing] la page de campagne
       *[other] l’autre page
    }
both = { $first } et { $second }

## Remarques : ce que la page a d’étrange

page-no-token = la page ne contient pas de jeton ; les visiteurs sans compte n’en ont pas besoin
page-broken-scripts =
    { $count ->
        [one] { $count } script JSON-LD de la page est illisible
       *[other] { $count } scripts JSON-LD de la page sont illisibles
    }
page-damaged = la page n’est pas entièrement en { $encoding }, comme elle devrait l’être ; des lettres ont été perdues
page-shown-price-differs = le prix diffère : { $price } dans { $place }, mais les acheteurs lisent { $shown }
page-prices-differ = le prix diffère : { $price } dans { $place }, mais { $other } dans { $elsewhere }
page-price-of-unknown-theme = aucune donnée de la boutique n’indique le prix ; { $price } est lu dans le texte de la page, « { $words } » : vérifiez que le produit coûte bien cela
page-several-prices-before = deux anciens prix différents sont barrés, { $one } et { $other } ; aucun n’a été retenu
page-price-before-of-neighbour = { $before } est barré à côté du même prix dans une partie de la page consacrée à un autre produit ; il n’a pas été retenu comme ancien prix
page-left-out = la page a plus { $what ->
        [prices-before] de prix barrés
        [tiles] d’emplacements de prix
        [links] de liens
       *[texts] de textes
    } que celle d’aucune boutique ; laissés de côté : { $count }
page-taxes-differ = l’ancien prix et le prix actuel ne sont pas tous deux TTC ou HT ; aucune remise n’a été retenue

## Remarques : pourquoi des promotions n’ont pas pu être cherchées

note-blind = les promotions n’ont pas pu être cherchées partout : { $reason }
blind-empty = la page est vide
blind-no-html = elle ne contient pas de HTML
blind-cut-off =
    la page est tronquée : elle s’arrête au milieu { $place ->
        [comment] d’un commentaire
        [script] d’un script
        [style] d’une feuille de style
       *[tag] d’une balise
    }
blind-broken-object = l’objet `{ $name }` de la page est illisible, et avec lui les bons de réduction de son panier
blind-too-deep = la page imbrique plus de mille éléments ; ce qui est plus profond a été laissé de côté
blind-sends-on = la page envoie d’elle-même ses visiteurs vers { $target } ; donnez cette adresse
blind-made-by-scripts = cette page est construite par du JavaScript, qui n’est pas exécuté ici ; son HTML n’a presque pas de texte
blind-no-end = la page n’a pas la fin qu’a toute page de { $platform } : il en manque peut-être une partie
blind-no-price = aucun prix du produit ne se lit sans doute possible, donc rien ne distingue un prix remisé d’un prix habituel
blind-nothing-tells = rien sur la page ne dit ce qu’elle est ; si c’est celle d’une boutique, indiquez son type avec --page-type
blind-no-products = c’est une liste, et aucun produit n’y a été trouvé
blind-some-tile-prices = elle liste des produits dont certains prix ne se lisent pas sans ambiguïté : impossible d’y distinguer un prix réduit d’un prix habituel
blind-no-tile-prices = elle liste des produits dont aucun prix ne se lit sans ambiguïté : impossible d’y distinguer un prix réduit d’un prix habituel
blind-flag-alone = elle annonce « { $words } », mais aucun prix d’avant ne se lit sans ambiguïté
blind-coming-soon = la boutique n’est pas encore ouverte : cette page remplace toutes les autres
blind-maintenance = la boutique est en maintenance
blind-challenge = c’est la page d’un CDN ou d’un pare-feu qui a pris le visiteur pour un robot

## Remarques : ce qui est regardé

note-unknown-codings = le Content-Encoding de la page indique { $names }, un codage qui n’a pas été demandé ; il est ignoré, comme le font les navigateurs, mais des caches et des proxys peuvent le refuser
note-left-alone = autres hôtes nommés par la page, laissés de côté : { $hosts }
note-left-alone-and-more = autres hôtes nommés par la page, laissés de côté : { $hosts } et { $more } de plus
note-files-elsewhere = la page nomme des fichiers d’autres hôtes, qui ne sont jamais chargés : { $hosts }
note-without-background = la charge n’inclut pas ce que les scripts des pages demandent d’eux-mêmes à la boutique : { $names }. Avec de vrais navigateurs, la boutique a plus à faire et tient donc moins d’acheteurs que trouvé ici
note-not-loaded = des pages nomment des fichiers d’autres hôtes, qui n’ont pas été chargés : { $hosts }
files-of-host =
    { $host } ({ $files ->
        [one] { $files } fichier
       *[other] { $files } fichiers
    })
note-redirects = { $from } redirige vers { $to }
note-no-second-look = un second regard, pour voir ce qui change d’une visite à l’autre, a échoué : { $error }
note-left-out = laissé hors des parcours : { $error }
note-kind-changes = la page change : c’était { $first } pour le premier visiteur et { $second } pour le second
no-price = aucun
note-price-changes = le prix change : { $first } pour le premier visiteur, { $second } pour le second ; aucune vérification ne le regarde
note-price-markup-changes = le code autour du prix change d’une visite à l’autre ; aucune vérification ne le regarde
note-token-markup-changes = le code autour du jeton change d’une visite à l’autre, donc les parcours n’en envoient pas
note-token-markup-changes-needless = le code autour du jeton change d’une visite à l’autre, donc les parcours n’en envoient pas ; { $name } n’en demande pas aux visiteurs sans compte
note-price-unstated = aucune vérification ne regarde le prix : aucun texte de la page ne le donne à lui seul
note-price-unsteady = les acheteurs lisent { $price } comme prix, et aucune vérification ne le regarde : le texte autour change d’une visite à l’autre, ou ne le distingue pas d’un autre prix
note-price-in-data-only = les vérifications ne regardent le prix que dans les données que la page destine aux machines : aucun texte stable ne distingue l’endroit où les acheteurs le lisent des autres prix de la page. Un prix mal affiché passerait inaperçu
note-homeless = le fichier ne dit pas d’où il vient ; son adresse aide à le lire (--base-url)

## Remarques : un autre hôte

named-for-cart-form = le formulaire qui remplit le panier
named-for-cart = le panier
named-for-order = la page de commande
named-for-base = l’URL de base de la boutique
named-for-canonical = son adresse canonique
named-for-links = des liens
note-another-shop = { $page } nomme un autre hôte, { $there }, pour { $for } ; rien n’y a été envoyé. Si { $own } est une copie de la boutique, corrigez l’URL de base dans ses réglages ; ou ajoutez --base-url { $own } pour lire les adresses de { $there } comme celles de { $own } ; ou testez la copie sous le nom de la boutique : { $there }{ $path } avec --resolve { $name }:ADRESSE

## Remarques : les paniers

note-read-only = lecture seule : rien n’a été mis dans un panier, donc les réductions automatiques, les cadeaux et la validité des codes n’ont pas pu être vus (--mode full regarde)
note-nothing-to-buy = aucun produit à acheter n’a été trouvé, donc les visiteurs ne font que regarder
note-looks-only = { $why }, donc les visiteurs ne font que regarder
note-nothing-taken-off = la boutique accepte le code promo { $code }, mais il n’enlève rien à ce panier ; est-il pour un autre produit ?
note-totals-differ = { $page } dit que le panier d’essai coûte { $stated }, le panier lui-même dit { $answered } ; les vérifications cherchent ce que dit chacun
shop-unsupported = promo-load ne sait pas encore comment { $name } remplit un panier
shop-unknown = la page ne dit pas quel logiciel fait tourner sa boutique, donc on ne sait pas comment elle remplit un panier
trial-not-tried = { $why }, donc rien n’a été mis dans un panier ; les réductions automatiques, les cadeaux et la validité des codes n’ont pas pu être vus
trial-hindered = { $why } ; les réductions automatiques, les cadeaux et la validité des codes n’ont pas pu être vus
trial-button-off = le bouton de la page est désactivé : le produit est épuisé, n’est pas en vente ou doit d’abord être personnalisé
trial-no-form = la page n’a pas de formulaire pour ajouter son produit au panier
trial-no-product = la page ne montre aucun produit qui puisse être ajouté à un panier
trial-trouble = le panier n’a pas pu être essayé : { $trouble }
trial-refused = la boutique a refusé d’ajouter le produit : { $said }
trial-not-inside = la boutique dit que le produit a été ajouté, mais il n’est pas parmi les produits du panier
trial-stayed-empty = la boutique dit que le produit a été ajouté, mais le panier est resté vide : { $why }
trial-took-more = la boutique ne vend pas moins de { $least } pièces du produit ; l’essai en a pris autant
trial-fewer-pieces =
    { $added ->
        [one] { $added } pièce a été ajoutée
       *[other] { $added } pièces ont été ajoutées
    }, mais le panier en contient { $inside }
trial-code-not-tried = le code promo { $code } n’a pas pu être essayé : { $trouble } ; on n’a pas pu voir s’il marche
trial-code-not-listed = la boutique a accepté le code promo { $code }, mais ne le cite pas parmi les règles du panier
trial-other-page = { $url } montre { $page }
trial-page-not-seen = { $page } n’a pas pu être regardée avec le panier d’essai, donc moins de vérifications la regardent : { $why }
trial-gift = une règle a mis « { $name } » (produit { $product }) dans le panier
trial-left = le panier d’essai n’a pas pu être vidé ({ $why }) ; la boutique le garde peut-être comme panier abandonné
left-late = la boutique n’a pas répondu à temps
left-busy = la boutique y travaillait encore
left-unseen = il ne peut pas être regardé : { $trouble }
left-pieces =
    la boutique y compte encore { $pieces ->
        [one] { $pieces } pièce
       *[other] { $pieces } pièces
    }
left-unsaid = la boutique ne dit pas ce qu’il contient
prestashop-sends-away = PrestaShop renvoie un visiteur connecté dont le jeton est faux : retirez le cookie de session de --header
prestashop-fails = PrestaShop le fait quand la déclinaison choisie n’existe pas ou qu’un module échoue : voyez le journal de la boutique
prestashop-answers-nothing = PrestaShop le fait quand il manque `action=update` au formulaire
prestashop-robot = elle prend ce user agent pour un robot à cause des lettres « { $word } » ; choisissez un autre --user-agent
prestashop-silent = une boutique le fait pour les user agents qu’elle prend pour des robots et pour un visiteur connecté dont le jeton est faux ; vérifiez --user-agent et --header

## Ce que répond un panier

trouble-blocked = un CDN ou un pare-feu a répondu { $status } à la place de la boutique ; demandez à qui le gère d’autoriser l’adresse de cette machine
trouble-redirected = il a répondu { $status }, vers { $to }
to-nowhere = nulle part
trouble-elsewhere = il redirige vers un autre hôte, { $url } ; rien n’y a été envoyé : corrigez l’URL de base dans les réglages de la boutique, ou donnez l’adresse de cet hôte si c’est la boutique
trouble-page = il a répondu { $status } (« { $title } »)
trouble-status = il a répondu { $status }
meaning-maintenance = la boutique est en maintenance ou surchargée
meaning-no-cart = la boutique n’a pas de panier à cette adresse
cart-answer-empty = le panier a donné une réponse vide
cart-answer-titled-page = le panier a répondu par une page au lieu de JSON : « { $title } »
cart-answer-page = le panier a répondu par une page au lieu de JSON
cart-answer-not-json = la réponse du panier n’est pas du JSON : elle commence par `{ $start }`
cart-answer-not-a-cart = le JSON n’est pas la réponse d’un panier : il commence par `{ $start }`

## Pourquoi un panier refuse

voucher-refused = la boutique refuse le code promo { $code } : { $said }
shop-gave-no-reason = elle n’a pas dit pourquoi
reason-and-shop-says = { $reason } (la boutique dit : { $words })
voucher-missing-amount = le panier doit valoir au moins { $minimum }, et les produits de celui-ci valent { $worth } : il manque { $missing } ; choisissez la page d’un produit plus cher, ou écrivez un scénario dont l’étape add_to_cart prend plus de pièces
voucher-worth-too-little = le panier doit valoir au moins { $minimum }, et les produits de celui-ci valent { $worth } ; choisissez la page d’un produit plus cher, ou écrivez un scénario dont l’étape add_to_cart prend plus de pièces
voucher-below-minimum = les produits du panier doivent valoir au moins { $minimum } ; choisissez la page d’un produit plus cher
voucher-not-with = il n’est pas cumulable avec « { $other } », qui est dans le panier et passe avant ; désactivez cette règle pour le test, autorisez le cumul dans le back-office de la boutique, ou choisissez un autre code
voucher-no-code = le code est vide ; donnez-en un
voucher-unknown = la boutique ne connaît pas ce code ; vérifiez son orthographe et qu’il a bien été créé dans cette boutique
voucher-disabled = il est désactivé ; activez-le dans le back-office de la boutique, ou choisissez un autre code
voucher-used-up = toutes ses utilisations sont épuisées ; augmentez sa quantité dans le back-office de la boutique, ou choisissez un autre code
voucher-used-up-by-customer = ce client l’a utilisé autant de fois que permis ; augmentez sa quantité par utilisateur dans le back-office de la boutique
voucher-not-yet = il n’est pas encore valable ; avancez son premier jour, ou testez quand il le sera
voucher-expired = il a expiré ; repoussez son dernier jour dans le back-office de la boutique, ou choisissez un autre code
voucher-below-a-minimum = la valeur du panier est trop faible ; choisissez la page d’un produit plus cher
voucher-below-quantity = il demande plus de pièces dans le panier qu’un visiteur n’en prend ici
voucher-already-in-cart = il est déjà dans le panier ; un code ne compte qu’une fois
voucher-not-combinable = il n’est pas cumulable avec une règle qui est déjà dans le panier ; autorisez le cumul dans le back-office de la boutique, ou choisissez un autre code
voucher-cart-is-empty = le panier ne contient aucun produit payant
voucher-login-needed = il appartient à un client connecté, et les visiteurs d’un test sont sans compte ; créez-en un pour les visiteurs
voucher-not-for-customer = il est pour d’autres clients, groupes ou boutiques ; les visiteurs d’un test sont sans compte : autorisez le groupe des visiteurs dans le back-office de la boutique
voucher-address-needed = il dépend du pays de livraison, et un visiteur n’a pas encore d’adresse ; retirez cette restriction pour le test
voucher-not-in-country = il ne vaut pas pour le pays de livraison
voucher-carrier-needed = il dépend du transporteur, et un visiteur n’en a pas encore choisi ; retirez cette restriction pour le test
voucher-not-with-carrier = il ne vaut pas pour le transporteur de ce panier
voucher-not-for-products = il est pour d’autres produits ; choisissez la page de l’un d’eux
voucher-not-on-sale = il ne vaut pas pour les produits déjà remisés ; choisissez la page d’un produit qui ne l’est pas
voucher-removed = quelqu’un de la boutique l’a retiré de cette commande
add-unavailable = le produit n’est plus vendu
add-out-of-stock = le produit est épuisé
add-no-more-than =
    on ne peut pas en acheter plus { $most ->
        [one] d’une pièce
       *[other] de { $most } pièces
    }
add-not-enough = il n’y en a pas assez en stock
add-no-fewer-than = il ne se vend pas en dessous de { $least } pièces
add-larger-quantities = il ne se vend qu’en plus grande quantité
add-needs-customization = il faut d’abord le personnaliser avec un texte ou une image, ce qu’aucun parcours ne fait ; choisissez un autre produit

## Remarques : le back-office

note-key-unused = la clé de { $place } n’a pas été utilisée : { $why }
key-another-platform = la page n’est pas celle d’une boutique { $name }
key-outside-hours = hors des heures autorisées la boutique n’est que regardée, et son webservice n’est pas interrogé
key-plain-http = en http vers un hôte public, tout le monde sur le trajet pourrait la lire ; donnez l’adresse https de la page
rules-unknown-code = le webservice ne connaît pas le code { $code }
rules-against = le webservice dit de { $rule } : { $reasons }
rules-stale-code = la page annonce le code { $code }, mais le webservice ne le connaît pas ; la page est-elle une vieille copie venue d’un cache ?
rules-dropped =
    { $dropped ->
        [one] { $dropped } autre règle panier du webservice n’est pas citée
       *[other] { $dropped } autres règles panier du webservice ne sont pas citées
    }, dont { $usable ->
        [one] { $usable } utilisable
       *[other] { $usable } utilisables
    }
rules-none = le webservice ne connaît aucune règle panier active
rules-all =
    le webservice connaît { $total ->
        [one] { $total } règle panier active
       *[other] { $total } règles panier actives
    }
rules-more-than =
    le webservice connaît plus { $total ->
        [one] d’une règle panier active
       *[other] de { $total } règles panier actives
    }
rules-usable =
    { $count ->
        [one] { $count } utilisable
       *[other] { $count } utilisables
    }
rules-in-state =
    { $count } { $state ->
        [expired] { $count ->
            [one] expirée
           *[other] expirées
        }
        [used-up] { $count ->
            [one] épuisée
           *[other] épuisées
        }
       *[not-yet] pas encore { $count ->
            [one] valable
           *[other] valables
        }
    }
rules-and-private = { $rules } ; { $private } pour un seul client, qui ne sont pas citées
rules-stale-page = la page annonce { $rule }, mais le webservice dit : { $state } ; la page est-elle une vieille copie venue d’un cache ?
rules-contradict-cart = le panier applique { $rule }, mais le webservice dit : { $state }
rules-expired-since = expirée depuis le { $end }
rules-not-before = pas valable avant le { $begin }
rules-other-rule = la raison est peut-être une autre règle avec laquelle elle n’est pas cumulable
rules-no-reason = le webservice ne donne aucune condition qui l’expliquerait
rules-reasons = la raison est peut-être : { $reasons }
rules-not-applied = le panier d’essai n’a pas reçu la { $rule }, qui est automatique ; { $why }
rule-with-code = règle { $id } ({ $code })
rule-with-name = règle { $id } (« { $name } »)
rule-alone = règle { $id }
rules-codes-unread = les codes n’ont pas tous pu être vérifiés : { $error }
rules-broken-off = seules les { $rules } règles panier les plus récentes ont été lues : { $error }
rules-newest-only = seules les { $rules } règles panier les plus récentes ont été lues ; la boutique en a d’autres
webservice-no-answer = le webservice de la boutique n’a pas répondu : { $failure } ; ses règles panier manquent ici
webservice-key-refused = le webservice n’accepte pas la clé : elle est inconnue ou désactivée ; comparez-la à celle du back-office, sous Paramètres avancés > Webservice
webservice-key-malformed = le webservice dit que la clé n’en a pas la forme ; elle a 32 caractères, recopiez-la depuis le back-office (Paramètres avancés > Webservice)
webservice-key-unseen = le webservice n’a pas vu la clé qui a été envoyée : le serveur web ne transmet pas l’en-tête Authorization à PHP ; faites-le transmettre (Apache : CGIPassAuth On)
webservice-protected = un mot de passe protège l’adresse du webservice (401), et la clé a pris sa place ; laissez passer /api/ sans lui
webservice-no-right = la clé du webservice n’a pas le droit de lire cart_rules ; dans le back-office, sous Paramètres avancés > Webservice, modifiez la clé et cochez GET pour cart_rules
webservice-method-refused = la clé du webservice n’a pas droit à GET sur cart_rules ; dans le back-office, sous Paramètres avancés > Webservice, modifiez la clé et cochez GET pour cart_rules
webservice-switched-off = le webservice de la boutique est désactivé ; activez-le dans le back-office, sous Paramètres avancés > Webservice, ou retirez la clé
webservice-refused = le webservice refuse la question : { $message } (code { $code }, statut { $status })
webservice-not-there = il n’y a pas de webservice sous /api/ (404) ; le serveur web doit réécrire /api/ vers le webservice, comme le fait le .htaccess de PrestaShop
webservice-forbidden = le serveur web interdit l’adresse du webservice (403) ; ouvrez /api/ à l’adresse de cette machine
webservice-blocked = un CDN ou un pare-feu a répondu { $status } à la place du webservice ; demandez à qui le gère d’ouvrir /api/ à cette machine
webservice-overloaded = le webservice a répondu { $status } : le serveur est surchargé ou en maintenance ; ses règles panier manquent ici
webservice-broken = le webservice a répondu { $status } : la boutique ou son serveur est en panne ; ses règles panier manquent ici
webservice-status = le webservice a répondu { $status } ; ses règles panier manquent ici
webservice-nothing = le webservice a répondu par rien au lieu de JSON ; ses règles panier manquent ici
webservice-xml = le webservice a répondu par du XML au lieu de JSON ; ses règles panier manquent ici
webservice-page = le webservice a répondu par une page HTML au lieu de JSON ; ses règles panier manquent ici
webservice-text = le webservice a répondu par un autre texte au lieu de JSON ; ses règles panier manquent ici
webservice-cut = la réponse du webservice est inutilisable : le JSON s’arrête après { $length } caractères ; ses règles panier manquent ici
webservice-not-json = la réponse du webservice est inutilisable : ce n’est pas du JSON ; ses règles panier manquent ici
webservice-other = la réponse du webservice est inutilisable : le JSON ne parle pas de règles panier ; ses règles panier manquent ici
webservice-ids-only = la réponse du webservice est inutilisable : la liste n’a que des identifiants, alors que tous les champs étaient demandés ; ses règles panier manquent ici
webservice-elsewhere = le webservice redirige vers { $origin }, où la clé n’a pas été envoyée ; donnez l’adresse de la page sur ce site si c’est la boutique
webservice-redirect-loop = le webservice redirige sans fin ou vers une adresse illisible ; ses règles panier manquent ici

## Remarques : la boutique peut-elle être testée ?

note-unproven = { $demand } ({ $why })
demand = rien ne montre que { $host } peut être testé avec plus de { $vus } utilisateurs virtuels ou { $rate } requêtes par seconde ; { $ways }
demand-future = rien ne montre que { $host } peut être testé avec plus de { $vus } utilisateurs virtuels ou { $rate } requêtes par seconde (confirmed_on = { $on } est dans le futur) ; { $ways }
demand-old = rien ne montre que { $host } peut être testé avec plus de { $vus } utilisateurs virtuels ou { $rate } requêtes par seconde (confirmed_on = { $on } date de plus d’un an ; redemandez et renouvelez la date) ; { $ways }
how-to-prove = mettez un fichier avec la ligne { $token } à { $address }, ou dites dans promo-load.toml qui l’autorise (les lignes [host."{ $host }"], confirmed_by = "NOM" et confirmed_on = { $today }), ou restez à { $vus } utilisateurs virtuels et { $rate } requêtes par seconde au plus
ownership-no-token = { $address } existe, mais n’a pas de ligne avec le jeton de cette boutique
small-text-redirects = { $url } a répondu { $status }, et aucune redirection n’y est suivie
small-text-status = { $url } a répondu { $status }
small-text-too-long = { $url } a plus de { $most } octets ; quelques lignes suffisent

## Remarques : un test

note-set-up =
    { $requests ->
        [one] la préparation a envoyé { $requests } requête, qui n’est comptée dans aucun chiffre du rapport
       *[other] la préparation a envoyé { $requests } requêtes, qui ne sont comptées dans aucun chiffre du rapport
    }
note-recovery =
    { $requests ->
        [one] { $requests } requête a regardé
       *[other] { $requests } requêtes ont regardé
    } entre les charges si la boutique s’était rétablie ; elles ne sont comptées dans aucun chiffre du rapport
note-upload = l’étape `{ $step }` envoie { $file } avec son formulaire, { $bytes } octets à chaque fois
note-once = chaque client parcourt une seule fois, avant sa première visite : { $steps }
note-too-few-vus = { $load } : { $rate } visites par seconde avec { $think } s de pauses chacune demandent au moins { $needed } utilisateurs virtuels (loi de Little), et il y en a { $there } ; une partie ne commencera pas : --max-vus { $enough }, ou moins de visites
note-not-compared = la promotion n’est pas comparée à une autre page : { $why }
not-compared-no-page = le scénario ne nomme pas de page
not-compared-not-a-product = une autre page n’est cherchée que pour celle d’un produit
not-compared-none-found = aucun produit sans promotion n’a été trouvé à côté
not-compared-another-way = les visiteurs de { $url } suivent un autre chemin
note-codings = Content-Encoding indique un codage qui n’a pas été demandé : { $steps } ; il est ignoré, comme le font les navigateurs, mais des caches et des proxys peuvent le refuser
codings-of-step = { $names } à l’étape `{ $step }`
codings-of-others = et d’autres dans { $more } de plus
note-paused = le test a été mis en pause pendant { $paused } en tout ; la charge était alors arrêtée, et les pauses ne sont pas jugées
note-log-misses =
    il manque { $seconds ->
        [one] { $seconds } seconde
       *[other] { $seconds } secondes
    } au journal ; ces chiffres sont sans elles
note-of-each-run = dans chaque test : { $text }
note-of-run = test { $run } : { $text }
note-merged =
    composé de { $runs } tests { $arrangement ->
        [side_by_side] menés en parallèle, commencés en l’espace de { $spread } d’après les horloges de leurs machines, et ensemble à pleine charge pendant { $together } sur { $longest } : leurs acheteurs s’additionnent
        [in_turn] menés l’un après l’autre : la boutique n’a jamais eu les acheteurs de deux d’entre eux à la fois, donc ils ne s’additionnent pas ; les temps continuent d’un test au suivant
       *[overlapping] qui ne se recouvrent qu’en partie (ensemble à pleine charge pendant { $together } sur { $longest }) : le nombre d’acheteurs simultanés n’est pas connu ; le rapport les présente l’un après l’autre
    } ({ $list })
merge-ending =
    { $reason ->
        [aborted] arrêté par des seuils
        [silent] arrêté parce que la boutique ne répondait plus
        [blocked] arrêté parce qu’un CDN ou un pare-feu a répondu
        [window_closed] arrêté à la fin des heures autorisées
        [interrupted] interrompu
        [stopped] arrêté
        [generator_lost] arrêté parce qu’un générateur a été perdu
       *[killed] tué, ou sa machine a perdu son alimentation,
    } après { $after }
merge-generator-lost = { $generator } perdu après { $after }
results-kept =
    les résultats sont dans { $place } ({ $files ->
        [one] { $files } fichier
       *[other] { $files } fichiers
    })
results-not-kept = les résultats n’ont pas pu être copiés vers { $place } : { $why } ; ils sont dans { $folder }
note-same-seed = des tests de même graine (seed) font les mêmes visites, qui comptent alors deux fois : { $list } ; donnez à chacun la sienne avec --seed
log-not-complete = le journal n’est pas complet : { $reason }
log-misses =
    il manque { $seconds ->
        [one] { $seconds } seconde
       *[other] { $seconds } secondes
    } au journal : { $reason }

## Promotions

promotion-minimum = à partir de { $minimum }
promotion-state =
    { $state ->
        [active] active
        [expired] expirée
        [not-yet] pas encore valable
        [used-up] épuisée
        [disabled] désactivée
        [unknown] code inconnu
       *[unmet] pas pour ce panier
    }
quoted = « { $text } »
side-by-side = { $first } { $second }
promotion-rule = (règle { $id })
minus-percent = -{ $percent } %
minus = -{ $amount }
reduced = { $regular } → { $current }
promotion-from = à partir de { $quantity } pièces
promotion-free-shipping = livraison offerte
promotion-alone = non cumulable
promotion-left =
    { $left ->
        [one] encore { $left } utilisation
       *[other] encore { $left } utilisations
    }
promotion-per-customer = { $times } par client
promotion-priority = priorité { $priority }
promotion-valid-from = valable à partir du { $day }
promotion-until = jusqu’au { $day }
promotion-unusable =
    { $state ->
        [expired] EXPIRÉE
        [not-yet] PAS ENCORE VALABLE
        [used-up] ÉPUISÉE
        [disabled] DÉSACTIVÉE
        [unknown] CODE INCONNU
       *[unmet] PAS POUR CE PANIER
    }

## Ce que montre inspect

inspect-kind =
    { $kind ->
        [strike-through] prix barré
        [auto-cart-rule] règle automatique
        [manual-code] code promo
        [free-shipping] livraison offerte
        [gift] cadeau
       *[quantity-price] prix par quantité
    }
inspect-unknown = impossible de dire ce qu’est cette page ; si elle est celle d’une boutique, indiquez son type avec --page-type
inspect-headline = { $page } (sûr à { $percent } %)
inspect-page =
    { $page ->
        [not-found] page « introuvable »
        [coming-soon] page d’une boutique qui n’est pas encore ouverte
        [maintenance] page de maintenance
        [other] page de boutique d’un autre type
        [cms] page de texte
        [search] résultats de recherche
        [catalog] liste de produits
        [home] page d’accueil
        [category] page de catégorie
        [product] page produit
        [cart] page du panier
        [checkout] page de commande
        [landing] page de campagne
        [login] page de connexion
        [registration] page d’inscription
        [account] page du compte client
        [contact] page de contact
        [sitemap] plan du site
        [stores] liste des magasins
       *[order-confirmation] confirmation de commande
    }
inspect-signal =
    { $signal ->
        [form] formulaire d’ajout au panier
        [form-elsewhere] formulaire qui ajoute à un panier
        [button] bouton qui ajoute à un panier
        [list] liste de produits
        [cart] panier
        [platform] logiciel
        [title] titre
        [address] adresse
        [maintenance] page de maintenance
        [coming-soon] page d’attente
        [landing] promotion avec un bouton d’action
       *[element] élément
    }
inspect-says =
    { $page ->
        [home] accueil
        [category] catégorie
        [product] produit
        [catalog] liste
        [search] recherche
        [cms] texte
        [cart] panier
        [checkout] commande
        [landing] campagne
        [other] autre
        [login] une page de connexion
        [registration] une page d’inscription
        [account] une page du compte client
        [contact] une page de contact
        [sitemap] le plan du site
        [stores] la liste des magasins
        [order-confirmation] une confirmation de commande
       *[platform] { $page }
    }
inspect-label-address = adresse
inspect-label-title = titre
inspect-label-shop = boutique
inspect-shop-unknown = logiciel inconnu
inspect-label-language = langue
inspect-label-category = catégorie
inspect-label-products = produits
inspect-label-flags = étiquettes
inspect-label-offer-ends = fin de l’offre
inspect-label-voucher = code promo
inspect-label-product = produit
inspect-label-price = prix
inspect-label-can-be-bought = achetable
inspect-code-can-be-entered = un code peut être saisi ici
inspect-background = ce que les scripts de la page demandent d’eux-mêmes à la boutique :
inspect-background-moment =
    { $moment ->
        [first] avec la première page d’une visite
        [change] après un changement du panier
       *[every] à chaque affichage
    }
inspect-id = id { $id }
inspect-listed = { $products } sur cette page
inspect-listed-ranges = { $products } sur cette page, dont { $ranges } à plusieurs prix
inspect-product = { $name }  (id { $id })
inspect-without-name = sans nom
inspect-no-price = aucun qui se lise sans doute possible
inspect-price-range = de { $from } à { $to }
inspect-price-from = à partir de { $from }
inspect-price-was = { $price }, au lieu de { $regular }
inspect-seen = { $text }   { $place }
inspect-yes = oui
inspect-no-because = non : { $why }
inspect-button-off = non, le bouton est désactivé
inspect-no-promotion = aucune promotion trouvée
inspect-blind = les promotions n’ont pas pu être cherchées : { $reason }
inspect-blind-others = d’autres promotions n’ont pas pu être cherchées : { $reason }
inspect-promotions =
    promotions (complexité { $complexity ->
        [low] faible
        [medium] moyenne
       *[high] élevée
    } ; effet sur le serveur { $impact }, une estimation d’après ce qui a été trouvé, pas une mesure)
seen-in-text = texte de la page
seen-refused = panier : refusé
inspect-why = pourquoi nous le pensons
inspect-nothing-tells = rien sur la page ne dit ce qu’elle est
inspect-user-said-so = indiqué par l’utilisateur

## Ce que dit compare

compare-baseline = référence
compare-run = test
compare-title-baseline = Référence
compare-title-run = Test
compare-change = écart
compare-interval = intervalle
compare-all-pages = toutes les pages
compare-mean = moyenne
compare-failures = échecs
compare-requests = requêtes/s
compare-iterations = visites/s
compare-better = mieux
compare-worse = moins bien
compare-no-difference = aucun écart vu
compare-too-short = trop court
compare-better-are = mieux : { $numbers }
compare-worse-are = moins bien : { $numbers }
compare-beside-worse = moins bien, sans effet sur le code de sortie : { $numbers }
compare-beside-better = mieux, sans effet sur le code de sortie : { $numbers }
compare-no-difference-in = aucun écart vu pour { $numbers }
compare-too-short-are = test trop court pour { $numbers }
compare-number-in = { $number } de { $scope }
compare-number-in-steps =
    { $number } de { $steps ->
        [one] { $steps } étape
       *[other] { $steps } étapes
    }
compare-criteria-too-short = test trop court pour juger les critères
compare-criteria-held = tous les critères sont respectés
compare-some-criteria-held = { $held } des { $all } critères respectés, test trop court pour { $short }
compare-regression = régression : { $criteria }
compare-number-of = { $number } de { $scope } { $change }
compare-held = respecté
compare-crossed = dépassé
compare-criterion = { $outcome } : de { $baseline } à { $run }, { $change }
compare-criterion-interval = { $outcome } : de { $baseline } à { $run }, { $change }, intervalle { $interval }
compare-criterion-too-short = trop court : de { $baseline } à { $run }
compare-legend-numbers = * décide du code de sortie : ces intervalles valent à { $deciding } chacun, pour que les { $numbers } valent ensemble à { $sure } (Bonferroni). Les autres valent à { $sure } chacun : un sur vingt se trompe.
compare-legend-criteria = seuls les critères décident du code de sortie : l’un d’eux est dépassé quand l’écart passe sa limite et que son intervalle, qui vaut à { $deciding }, exclut 0. Les intervalles du tableau valent à { $sure } chacun.
compare-legend-median = quand un test a trop peu de pages pour un p95, son p50 décide.
compare-legend-verdicts = mieux et moins bien demandent un intervalle sans 0 et un écart d’au moins { $share } (pour les temps, aussi { $time } ms ; pour les échecs { $points } pt). « Aucun écart vu » ne prouve rien.
compare-not-comparable = ces tests ne sont pas comparables :
compare-md-not-comparable = Ces tests ne sont **pas comparables** :
compare-md-all-numbers = Tous les chiffres
compare-differ =
    les { $what ->
        [journeys] parcours
        [loads] charges
        [modes] modes
        [environments] environnements
        [pages] types de page
        [parts] parties jugées
        [versions] versions de promo-load
        [generators] générateurs
       *[http] versions de HTTP
    } diffèrent : { $baseline } dans la référence, { $run } dans le test
compare-inconclusive =
    { $which ->
        [baseline] la référence n’est pas concluante
       *[run] le test n’est pas concluant
    } : { $reason }
compare-cut-short =
    { $which ->
        [baseline] la référence a été interrompue
       *[run] le test a été interrompu
    } : { $ending }
compare-no-machine =
    { $which ->
        [baseline] le fichier de la référence
       *[run] le fichier du test
    } ne dit pas sur quelle machine il a tourné : on ne sait pas si c’était la même
compare-no-http-version =
    { $which ->
        [baseline] le fichier de la référence
       *[run] le fichier du test
    } ne dit pas quelle version de HTTP a été parlée
compare-only-step =
    { $which ->
        [baseline] seule la référence
       *[run] seul le test
    } a l’étape { $step }
compare-other-address = les adresses diffèrent : { $baseline } et { $run }
compare-older = le test est plus ancien que sa référence
compare-machine =
    { $cores ->
        [one] { $cores } cœur
       *[other] { $cores } cœurs
    } de { $cpu }
compare-unknown-model = modèle inconnu
compare-full-load = pleine charge
compare-whole-run = tout le test

## Ce qu’un script k6 ne sait pas faire

a-note-of-k6 = k6 : { $text }
a-note-of-file = { $file } : { $text }
k6-hours = une boutique en ligne n’est testée que de { $hours }, à l’heure de la boutique ; k6 ne surveille pas l’heure
k6-seed = la graine donne d’autres tirages que dans promo-load ; ils sont les mêmes à chaque test de k6
k6-redirect-percent = une redirection vers un chemin avec un signe pour cent isolé échoue dans k6, et les octets de son adresse qui ne sont pas de l’UTF-8 sont remplacés
k6-orders = avant d’envoyer une requête dont l’adresse ou le document contient une valeur d’une réponse, promo-load regarde si elle passerait une commande ou, dans un scénario en lecture seule, modifierait un panier ; le script ne le fait pas
k6-background = promo-load envoie ce que demandent les scripts d’une page à côté des étapes suivantes, comme les navigateurs ; le script les envoie l’une après l’autre, et une réponse lente retarde la page suivante
k6-cookies = k6 perd les cookies sans nom, avec des octets hors ASCII ou des noms invalides, et met entre guillemets les valeurs avec des espaces ou des virgules
k6-once = k6 garde un utilisateur virtuel qu’un palier retire, et le prête à la charge suivante : il y reste connecté, alors que chez promo-load un nouveau client se connecte à son tour
k6-charset = k6 lit toute page en UTF-8 : dans un autre encodage, vérifications et extractions ne voient pas les lettres hors ASCII
k6-connecting = dans k6 une connexion peut prendre 30 s ; il n’a pas de limite propre pour cela
k6-first-byte = k6 n’a pas de limite pour le premier octet ; seule compte celle de la requête entière
k6-http1 = k6 parle HTTP/2 là où la boutique le propose ; lancez-le avec GODEBUG=http2client=0 pour HTTP/1.1
k6-http2 = k6 ne parle HTTP/2 que sur TLS, et seulement là où la boutique le propose
k6-assets = des fichiers d’une page, k6 charge ceux que nomme le HTML, une fois par page ; les feuilles de style ne sont pas lues, et rien n’est mis en cache
k6-authorities = k6 se fie aux autorités du système ; nommez les vôtres dans SSL_CERT_FILE
k6-proxy = k6 prend son proxy dans HTTPS_PROXY et HTTP_PROXY
k6-rows = données `{ $data }` : k6 compte les visites de chaque charge, quel que soit leur parcours : des lignes peuvent être sautées ou venir dans plusieurs charges
k6-even-arrivals = charge `{ $load }` : les arrivées aléatoires (processus de Poisson) sont régulières dans k6
k6-overdue-arrivals = charge `{ $load }` : après un blocage k6 lance toutes les arrivées en retard au lieu de les abandonner
k6-least-length = charge `{ $load }` : { $length } est écrit 1s, le minimum de k6
k6-upload = chaque utilisateur virtuel de k6 garde une copie de { $path }, que le script ouvre à cet endroit précis
k6-bare-percent = étape `{ $step }` : k6 n’envoie pas de chemin avec un signe pour cent isolé ; il est écrit %25
k6-no-threshold = le seuil `{ $threshold }` est laissé de côté : { $why }
k6-near-threshold = le seuil `{ $threshold }` de promo-load : { $near }
k6-no-line = l’étape `{ $step }` n’a pas de ligne à elle dans le bilan de k6 : k6 ne peut pas la nommer dans une sous-métrique
k6-no-windows = k6 regarde le test entier, pas des fenêtres
k6-no-bytes = k6 ne compte pas les octets par étape, statut ou méthode
k6-no-page-load = k6 n’a pas de temps d’une page avec ses fichiers
k6-no-retries = k6 ne dit pas quelles requêtes il a renvoyées
k6-no-lag = k6 ne mesure pas son propre retard
k6-header-missing = l’en-tête { $name } du fichier de configuration n’est pas dans le script ; ajoutez-le
k6-secret = le script prend un secret dans la variable d’environnement { $variable }

## Ce qu’un scénario laisse de côté

file-takes-secret = { $file } prend un secret dans la variable d’environnement { $variable }
left-out-header = l’en-tête { $name } est secret et a été laissé de côté ; donnez-le avec --header
left-out-user-agent = le user agent contient un secret et a été laissé de côté ; donnez-le avec --user-agent
left-out-secret-rows = les lignes de `{ $data }` sont secrètes et ont été laissées de côté ; donnez-les dans { $file }
left-out-rows =
    { $rows ->
        [one] { $rows } ligne des données `{ $data }` contient un secret et a été laissée de côté
       *[other] { $rows } lignes des données `{ $data }` contiennent un secret et ont été laissées de côté
    }
left-out-step-header = { $place } : l’en-tête { $name } est secret et a été laissé de côté ; écrivez-le avec ${"{"}…{"}"} depuis une source [[data]] avec `env`
left-out-step-cookie = { $place } : le cookie { $name } est secret et a été laissé de côté ; écrivez-le avec ${"{"}…{"}"} depuis une source [[data]] avec `env`
left-out-check = { $place } : la vérification `{ $name }` cherche un secret et a été laissée de côté
left-out-threshold = le seuil `{ $threshold }` est parti avec la vérification dont il parle
k6-no-clock = k6 n’a pas d’horloge qui parte du début prévu, donc sa durée est prise
k6-last-number = k6 compare le dernier chiffre, pas le plus grand
k6-whole-run = le script compte les visites du test entier, pas celles de la pleine charge seule

## Ce qu’une promotion demande

condition-one-customer = pour un seul client
condition-certain-products = seulement avec certains produits
condition-certain-groups = seulement pour certains groupes de clients
condition-certain-countries = seulement dans certains pays
condition-certain-carriers = seulement avec certains transporteurs
condition-certain-shops = seulement dans certaines boutiques
condition-not-with-every-rule = pas avec toutes les autres règles
condition-not-for-reduced = pas pour les produits déjà remisés
condition-minimum-with-shipping = le minimum comprend les frais de port
condition-rest-becomes-voucher = le reste devient un nouveau bon d’achat
condition-off-cheapest = sur le produit le moins cher uniquement
condition-off-selected = sur les produits sélectionnés uniquement
condition-cheapest-only = le produit le moins cher seulement
condition-selected-only = les produits sélectionnés seulement
condition-not-on-reduced = pas sur les produits déjà remisés
condition-amount-without-tax = le montant est hors taxes
condition-minimum-without-tax = le minimum est hors taxes
condition-minimum-counts-shipping = les frais de port comptent dans le minimum
condition-some-countries = dans certains pays seulement
condition-some-carriers = avec certains transporteurs seulement
condition-some-groups = pour certains groupes de clients seulement
condition-products-in-cart = seulement avec certains produits dans le panier
condition-some-shops = dans certaines boutiques de l’installation seulement
condition-second-piece = sur le deuxième article seulement
condition-as-second-at-half = autant que le deuxième article à -50 %
condition-not-with-a-rule = pas cumulable avec une règle de ce panier
condition-recommended-price = le prix le plus haut est le prix conseillé par le fabricant, pas un ancien prix de la boutique
condition-price-of-parts = le prix le plus haut est celui des articles du lot achetés séparément
condition-members-only = seulement pour les titulaires de la carte ou les membres de la boutique
condition-untold = seulement sous une condition que la page n’exprime pas en montant de panier
condition-ended = d’après la page, l’offre s’est terminée le { $day }
condition-held-until = d’après les données de la page pour les moteurs de recherche, que les boutiques oublient souvent de mettre à jour, ce prix était valable jusqu’au { $day }
condition-day-has-passed = la page donne un jour sans l’année ; s’il ne s’agit pas du prochain, l’offre s’est terminée le { $day }
condition-paid-at-once = seulement pour un paiement comptant (Pix, boleto, virement)
condition-products-in-words = sur ce que nomme le texte de la page
condition-time-in-words = seulement au moment que nomme le texte de la page, sans date claire
condition-only-product = le produit { $product } seulement
condition-off-product = sur le produit { $product } uniquement
condition-gives = offre le produit { $product }
condition-unverified = non vérifié, la page dit « { $quote } »
condition-not-with = pas cumulable avec « { $rule } »
condition-shop-says = la boutique dit : { $sentence }
note-lost-generators =
    { $lost ->
        [one] un générateur a été perdu en route : sa dernière seconde au plus n’est dans aucun chiffre, et la fin des visites qui y étaient en cours n’est pas connue
       *[other] { $lost } générateurs ont été perdus en route : leur dernière seconde au plus n’est dans aucun chiffre, et la fin des visites qui y étaient en cours n’est pas connue
    }
