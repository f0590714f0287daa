# Erreurs du programme, de ses options et de sa configuration.

## Le programme et ses fichiers

error-at = { $place } : { $why }
error-see-help = { $why } ; voir --help
error-interrupted = interrompu avant que quoi que ce soit n’ait été écrit
interrupted-emptying-first = interruption ; le panier d’essai est d’abord vidé (un second signal arrête tout de suite)
interrupted-cart-left = le panier d’essai n’a pas été vidé, car un second signal est arrivé ; la boutique le garde peut-être comme panier abandonné
error-kept = { $why } ; ce qui a été mesuré avant est conservé : promo-load report { $folder }
error-no-target = indiquez une URL, un fichier de scénario ou --demo
error-no-record = impossible de lire { $path } : { $why } ; indiquez le dossier d’un test ou son run.json
error-cannot-read = impossible de lire { $path } : { $why }
error-file-too-large = { $path } dépasse { $most } Mo
error-page-too-large = { $path } dépasse { $most } Mo ; une page de promotion est plus petite
error-is-a-scenario = { $path } est un scénario, que `promo-load bench` exécute ; indiquez l’URL d’une page ou un fichier .html enregistré
error-not-a-page = { $path } n’est pas une page : { $why } ; indiquez une page enregistrée
error-slow-disk = le disque est trop lent
error-log-removed = son fichier a été supprimé
error-same-summaries = --k6-summary et --summary-json désignent tous deux { $one } ; donnez à chacun son propre fichier
error-same-seconds = --csv et --json-lines désignent tous deux { $one } ; donnez à chacun son propre fichier
error-helpers-elsewhere = --helpers { $helpers } n’est pas un autre fichier du dossier de { $script } ; indiquez-en un dans ce dossier
error-no-folder = impossible d’écrire dans { $path } : { $why }
error-k8s-name = `{ $text }` n’est pas un nom que Kubernetes accepte ici : utilisez des minuscules, des chiffres et des tirets, commencez par une lettre, et ne dépassez pas { $most } caractères, par exemple black-friday
error-k8s-image = `{ $text }` ne désigne pas une image ; écrivez-la comme registry.example/promo-load:v1, sans https://
error-k8s-memory = `{ $text }` n’est pas une taille de mémoire ; écrivez-la comme 512Mi ou 2Gi
error-k8s-setting = `{ $text }` est un réglage de promo-load, pas un secret : les pods tourneraient avec un autre que celui des manifestes. Utilisez son option ou le scénario ; les secrets s’appellent PROMO_LOAD_SECRET_…, et le jeton du cluster est déjà dans le Secret
error-k8s-variable = `{ $text }` n’est pas une variable de promo-load ; son nom commence par PROMO_LOAD_, ou par AWS_ pour --results-to, et s’écrit en lettres, chiffres et traits de soulignement, et sa valeur se donne au Secret, pas ici
error-k8s-version = `{ $text }` n’est pas une version de Kubernetes de { $oldest } à { $newest } ; kubectl version donne la vôtre, et une plus récente accepte ce qui est écrit pour { $newest }
error-k8s-too-old = Kubernetes { $text } redémarrerait les générateurs en échec, et la charge une seconde fois ; utilisez { $oldest } ou une version plus récente
error-k8s-shards = donnez un nombre de générateurs de 1 à { $most }
error-k8s-path = { $path } ne peut pas être un chemin dans les pods ; donnez au fichier un nom plus court, en lettres simples
error-k8s-too-large = les fichiers pèsent { $kilobytes } Kio ensemble, et une ConfigMap en contient { $most } ; raccourcissez { $largest }, le plus gros, ou construisez votre propre image avec ce fichier
error-k8s-needs-scenario = { $url } est une page, et les pods suivent un scénario ; créez-en d’abord un : promo-load compile { $url } -o promo.toml
error-k8s-not-a-folder = { $path } existe déjà et n’est pas un dossier ; indiquez-en un autre
error-k8s-folder-there = { $path } contient déjà quelque chose, peut-être avec des modifications faites à la main ; choisissez un autre dossier, ou écrivez-y avec --force
error-k8s-own-file = { $path } est ce dont ceci est fait, et serait remplacé ; choisissez un autre dossier
error-k8s-config-file = { $path } désigne { $file }, que les pods n’ont pas ; donnez une autre configuration avec --config
error-k8s-file-with-secret = { $path } contient un secret, que verraient tous ceux qui lisent la ConfigMap ; écrivez `secret = true` dans son [[data]], ou retirez-le
error-runs-folder = impossible d’écrire dans { $parent } : { $why } ; choisissez un autre dossier avec --output
error-no-run = { $path } n’est pas le dossier d’un test : il ne contient ni { $run-file } ni { $file } ; indiquez un dossier dans lequel bench a commencé une charge
error-no-log = { $path } ne contient pas de { $file } ; seules les secondes qui s’y trouvent permettent de réunir des tests exactement
error-not-empty = { $path } n’est pas vide ; indiquez un nouveau dossier pour le test réuni
error-already-there = { $path } existe déjà, peut-être avec des modifications faites à la main ; choisissez un autre nom, ou remplacez-le avec --force
error-cannot-write = impossible d’écrire { $path } : { $why }
error-cannot-write-there = impossible d’écrire { $path } : { $why } ; indiquez un fichier dans un dossier qui existe et où vous avez le droit d’écrire
error-flag-not-writable = impossible d’écrire { $flag } { $path } : { $reason } ; indiquez un fichier dans un dossier qui existe et où vous avez le droit d’écrire
error-not-a-file = cela existe et n’est pas un fichier
error-no-file-name = ce n’est pas un nom de fichier
error-standard-output = impossible d’écrire sur la sortie standard : { $why }
error-no-finished-run = { $given } : il n’y a aucun test terminé dans { $folder } ; bench en crée un, et PROMO_LOAD_OUT désigne un autre dossier de tests
error-no-run-so-old = { $given } : { $folder } n’a pas de test aussi ancien ; les tests terminés sont { $usable } (le plus récent en dernier)
error-folder-of-runs = { $given } est un dossier de tests ; indiquez l’un d’eux : { $runs } (le plus récent en dernier), ou { $latest }
error-older-runs = { $left-out } de plus, anciens
error-other-version = { $why } ; utilisez le promo-load qui l’a écrit
error-still-running = le test est encore en cours ; redemandez quand il sera terminé
note-made-from-log = { $damage } ; les rapports sont faits à partir de { $file }
note-file-not-written = { $file } n’est pas écrit : { $why }
error-secret-in-the-way = un secret se trouve là où { $hidden } ne peut pas être écrit, donc ceci n’est pas écrit ; choisissez un autre secret, ou un autre nom pour ce qui porte le même
error-log-form = `{ $text }` n’est pas un format de journal ; utilisez human ou json
error-log-level = `{ $text }` n’est pas un niveau de journal ; utilisez error, warn, info ou debug
error-summary-form = `{ $text }` n’est pas un format de bilan ; utilisez promo-load ou k6
error-summary-json-form = `{ $text }` n’est pas un format de --summary-json ; utilisez handle-summary ou machine
error-lang = `{ $text }` n’est pas une langue des rapports ; utilisez en ou fr

## La cible et les options

error-no-url = `{ $text }` n’est pas une URL : { $why }
error-is-javascript = `{ $text }` est du JavaScript, que promo-load n’exécute pas ; écrivez un scénario du même parcours avec `promo-load compile` à partir de l’URL de la page, ou de son enregistrement par un navigateur (.har)
error-neither-url-nor-file = `{ $text }` n’est ni une URL ni un fichier ; indiquez une adresse qui commence par http:// ou https://, ou un fichier qui existe
error-neither-url-nor-file-meant = `{ $text }` n’est ni une URL ni un fichier ; vouliez-vous dire { $scheme }://{ $text } ?
error-is-a-saved-page = { $path } est une page enregistrée, que seul `promo-load inspect` lit ; indiquez l’URL de la page ou un fichier de scénario
error-is-a-recording = { $path } est un enregistrement ; faites-en d’abord un scénario : promo-load compile { $path } -o recorded.toml
error-target-changes-cart = `{ $name }` dans l’adresse modifie le panier de quiconque l’ouvre ; donnez l’adresse de la page sans cela
error-step-orders = l’étape `{ $step }` du parcours `{ $journey }` passe une commande, et rien n’est jamais commandé ; retirez cette étape
error-voucher-in-file = --voucher s’emploie avec une URL ; dans un fichier de scénario, le code se trouve dans son étape
error-page-type-in-file = --page-type s’emploie avec une URL ou une page enregistrée ; un fichier de scénario a déjà été compilé à partir de sa page
error-voucher-in-recording = --voucher s’emploie avec une URL ; un enregistrement contient les codes qui ont été saisis
error-recording-too-large = { $path } dépasse 200 Mo ; n’enregistrez que le parcours, et filtrez les images avant l’export
error-recording-not-utf8 = { $path } n’est pas en UTF-8, comme l’est tout HAR
error-read-only-recording = --mode read-only n’autorise aucune requête qui modifie la boutique, et cet enregistrement contient { $changing } ; enregistrez une visite qui ne fait que regarder des pages, ou omettez --mode et supprimez du scénario ce qui ne doit pas être répété
error-address-password = l’adresse contient un nom d’utilisateur ou un mot de passe ; retirez-les et utilisez --header Authorization=env:VARIABLE, dont la valeur est `Basic …`
error-base-url-elsewhere = --base-url { $base } est un autre hôte que { $target } ; donnez l’adresse de la cible elle-même, afin que les adresses de la base URL que ses pages citent soient lues là
error-base-url = base_url : { $why }
error-base-url-no-host = base_url : { $base } ne désigne aucun hôte
error-proxy-password = --proxy contient un nom et un mot de passe, que toute personne sur cette machine peut lire dans la liste des processus ; donnez le proxy dans { $variable }
error-no-text = { $variable } n’est pas du texte
error-not-text = { $variable } n’est pas du texte
error-variable-not-set = la variable { $variable } n’est pas définie, ou est vide
error-variable-not-a-header = la variable { $variable } contient un caractère qu’un en-tête ne peut pas porter
error-line = { $path }, ligne { $line } : { $why }
error-line-not-utf8 = elle n’est pas en UTF-8
error-header-form = ce n’est pas un en-tête ; écrivez « Nom: valeur », Nom=env:VARIABLE pour une valeur de l’environnement, ou @FICHIER
error-line-no-header = ce n’est pas un en-tête ; écrivez Nom: valeur
error-line-no-name = ce qui précède les deux-points n’est pas un nom d’en-tête
error-line-no-value = la valeur contient un caractère qu’un en-tête ne peut pas porter
note-header-exposed = --header { $names } peut être lu par toute personne sur cette machine dans la liste des processus ; { $name }=env:VARIABLE prend la valeur dans l’environnement, et @FICHIER prend les en-têtes dans un fichier
error-cannot-be-sent = { $what } ne peut pas être envoyé : il contient des caractères interdits par HTTP
error-what-header-name = le nom d’en-tête `{ $name }`
error-what-header-value = le contenu de l’en-tête { $name }
error-what-user-agent = le --user-agent
error-header-cannot-set = --header ne peut pas définir `{ $known }` : { $why }
error-framing-reason = promo-load le définit lui-même, d’après l’adresse et le message
error-vus-beside-rate = --vus (ou PROMO_LOAD_VUS) n’a pas de sens à côté de --rate, où les visites commencent à un certain rythme et non selon un nombre d’acheteurs ; le nombre maximal d’utilisateurs virtuels qu’un rythme peut employer est --max-vus, et le nombre présent dès le début est pre_allocated_vus dans le [load] du scénario
error-stages-test-nothing = aucun --stage n’a de cible supérieure à 0, donc rien ne serait testé ; écrivez DURÉE:VUS, par exemple --stage 30s:100
error-rate-tests-nothing = --rate (ou PROMO_LOAD_RATE) vaut 0, donc rien ne serait testé ; indiquez au moins une visite, par exemple 1/s ou 10/1m
error-vus-test-nothing = --vus (ou PROMO_LOAD_VUS) vaut 0, et 0 VU n’enverrait rien, donc rien ne serait testé ; indiquez un nombre entier d’au moins 1
error-iterations-test-nothing = --iterations (ou PROMO_LOAD_ITERATIONS) ou --per-vu-iterations vaut 0, donc rien ne serait testé ; indiquez un nombre entier d’au moins 1
error-duration-too-short = --duration (ou PROMO_LOAD_DURATION) est inférieure à une seconde, trop peu pour mesurer ; indiquez au moins 1s, par exemple 30s
error-flag-vus = il n’y a pas de { $given } : le nombre d’acheteurs est ici --vus
error-flag-duration = il n’y a pas de { $given } : la durée d’une charge est ici --duration
error-flag-iterations = il n’y a pas de { $given } : un nombre de visites est ici --iterations
error-flag-stage = il n’y a pas de { $given } : une charge qui monte s’écrit ici avec --stage, par exemple --stage 30s:100
error-flag-rate = il n’y a pas de { $given } : les visites par seconde sont ici --rate, et le maximum de requêtes par seconde --max-rps
error-flag-threads = il n’y a pas de { $given } : promo-load utilise de lui-même tous les cœurs ; taskset le limite
error-flag-insecure = il n’y a pas de { $given } : tout certificat est accepté ici avec --insecure
error-flag-target = il n’y a pas de { $given } : l’adresse se donne seule ici, par exemple promo-load bench https://shop.example/promo
error-value-too-large = { $text } est plus grand que ce que cette option accepte
error-value-whole-number = indiquez un nombre entier d’au moins { $least }, par exemple 20
error-value-listen = indiquez HÔTE:PORT, par exemple 127.0.0.1:{ $port }
error-value-listen-host = indiquez HÔTE:PORT, par exemple 127.0.0.1:8080 ; l’hôte est une adresse IP
error-value-percent = indiquez une part de 0 à 1 ; { $percent } % correspond à { $share }
error-value-share = indiquez une part de 0 à 1, par exemple 0.1 pour 10 %
error-value-host = elle ne désigne aucun hôte ; écrivez-la comme https://www.shop.example/
error-value-key = une clé a { $length } caractères
error-value-freeze = `{ $text }` n’est pas un gel ; écrivez DURÉE/INTERVALLE, par exemple 1s/5s
error-value-voucher-controls = le code contient un saut de ligne ou un autre caractère qu’aucun acheteur ne peut saisir ; indiquez un seul code, tel que les acheteurs le saisissent
error-value-voucher = il est vide ; indiquez le code que les acheteurs saisissent
error-value-resolve = `{ $text }` ne désigne pas un hôte et une adresse ; écrivez HÔTE:ADRESSE, par exemple shop.example:10.0.0.7
error-value-stage = `{ $text }` n’est pas un palier ; écrivez DURÉE:VUS, par exemple 30s:100
error-value-rate = `{ $text }` n’est pas un rythme ; écrivez N/DURÉE, par exemple 50/s ou 200/1m

## La configuration et ce qui est permis

error-config-read = impossible de lire { $path } : { $why } ; indiquez un autre fichier avec --config, ou aucun
error-toml = { $path }:{ $line }: { $key }{ $why }
note-config-exposed = { $path } contient des secrets, et d’autres personnes sur cette machine peuvent le lire ; chmod 600 { $path }
error-host-twice = l’hôte `{ $host }` figure deux fois
error-secret-empty = la valeur est vide
error-text-in-quotes = un texte entre guillemets est attendu, et non { $found }
error-time-zone = `{ $name }` n’est pas un fuseau horaire ; écrivez son nom de la base IANA, comme Europe/Paris
error-date = une date sans guillemets est attendue, comme 2026-11-20
error-table-of-headers = un tableau d’en-têtes est attendu, comme Authorization = "Basic …"
error-no-header-name = `{ $name }` n’est pas un nom d’en-tête : il contient des caractères interdits par HTTP
error-no-header-value = la valeur de { $name } contient des caractères interdits par HTTP
error-pattern-malformed = `{ $text }` n’est pas un hôte ; écrivez-le comme www.shop.example ou *.shop.example, sans https:// ni port
error-pattern-too-wide = `{ $text }` couvre tout un domaine de premier niveau ; indiquez le domaine de la boutique, comme *.shop.example
error-environment-unknown = `{ $text }` n’est pas un environnement ; utilisez auto, local, preprod ou prod
error-environment-not-local = { $value } est une adresse publique, l’environnement ne peut donc pas être local ; utilisez preprod ou prod
error-env-listed = --env { $named } : { $place } indique { $name } comme prod, et une option ne peut pas changer cela ; testez un autre hôte, ou modifiez le fichier
error-env-unresolved = --env { $named } : cette machine ne peut pas résoudre { $name }, donc rien ne montre que ce n’est pas une boutique en production ; si c’est une copie qu’aucun client n’utilise, dites-le dans promo-load.toml ([host."{ $name }"] environment = "preprod")
error-env-stricter = { $source } = { $named } : { $name } est considéré comme { $known }, et cela ne peut être que durci à cet endroit ; si c’est une copie qu’aucun client n’utilise, dites-le dans promo-load.toml ([host."{ $name }"] environment = "preprod") ou avec --env { $named }
error-confirmation-future = confirmed_on = { $value } est dans le futur
error-confirmation-old = confirmed_on = { $value } date de plus d’un an ; redemandez l’accord et renouvelez la date
error-ownership = propriété : { $why }
error-closed-to-robots = horaires : { $host } est fermé aux robots par son robots.txt, ou ce fichier est illisible, la boutique n’est donc regardée que pendant ses heures autorisées, { $hours } ; revenez à ce moment-là, convenez d’autres heures et inscrivez-les dans promo-load.toml ([host."{ $host }"] hours = "HH:MM-HH:MM"), ou enregistrez la page dans un navigateur : promo-load inspect ENREGISTRÉE.html
error-hours-ended = horaires : les heures autorisées se sont terminées avant la première charge
k6-perhaps-live-cap =
    rien ne dit si { $name } est une boutique en production, le script s’en tient donc à { $cap ->
        [one] { $cap } requête
       *[other] { $cap } requêtes
    } par seconde et à ses heures ; si c’est une copie qu’aucun client n’utilise, dites-le avec --env preprod
k6-perhaps-live = rien ne dit si { $name } est une boutique en production, le script s’en tient donc à ses heures ; si c’est une copie qu’aucun client n’utilise, dites-le avec --env preprod
error-window-malformed = `{ $text }` n’est pas une plage horaire ; écrivez-la comme 03:00-06:00
error-window-empty = `{ $text }` ouvre et ferme à la même heure ; écrivez-la comme 03:00-06:00
error-no-window = la liste ne contient aucune plage horaire ; écrivez-en une comme "03:00-06:00"
error-unknown-intensity = `{ $text }` n’est pas une intensité ; utilisez smoke, light, medium ou heavy
error-unknown-version = `{ $text }` n’est pas une version de HTTP ; utilisez auto, 1.1 ou 2
error-unknown-mode = `{ $text }` n’est pas un mode ; utilisez read-only ou full
error-page-kind = `{ $text }` n’est pas un type de page ; écrivez home, category, product, catalog, search, cms, cart, checkout, landing ou other
error-control-not-loopback = --control { $value } n’est pas une adresse de bouclage, et ce qui y est envoyé peut être lu en chemin ; utilisez 127.0.0.1 ou [::1], ou dites --control-remote
error-control-token = --control demande un jeton d’au moins { $least } lettres, chiffres ou signes, sans espaces, dans PROMO_LOAD_CONTROL_TOKEN : export PROMO_LOAD_CONTROL_TOKEN="$(openssl rand -hex 32)" ; les requêtes le portent comme `Authorization: Bearer …`
error-control-listen = --control ne peut pas écouter sur { $address } : { $why } ; indiquez une autre adresse, par exemple 127.0.0.1:6566
error-live-not-loopback = --live { $address } n’est pas une adresse de bouclage, et il ne faut aucun jeton pour lire la page ; utilisez 127.0.0.1 ou [::1]
error-live-cannot-listen = --live ne peut pas écouter sur { $address } : { $why } ; indiquez une autre adresse, par exemple 127.0.0.1:6567, ou le port 0 pour un port libre

## Ce que dit le système

error-io =
    { $kind ->
        [not-found] fichier ou dossier introuvable
        [permission-denied] accès refusé
        [already-exists] le fichier existe déjà
        [is-a-directory] c’est un dossier
        [not-a-directory] ce n’est pas un dossier
        [directory-not-empty] le dossier n’est pas vide
        [read-only] système de fichiers en lecture seule
        [storage-full] plus de place sur le disque
        [quota-exceeded] quota de disque dépassé
        [file-too-large] fichier trop grand
        [invalid-filename] nom de fichier trop long
        [connection-refused] connexion refusée
        [connection-reset] connexion réinitialisée par l’autre côté
        [connection-aborted] connexion abandonnée
        [not-connected] pas connecté
        [broken-pipe] connexion fermée par l’autre côté
        [host-unreachable] aucun chemin vers l’hôte
        [network-unreachable] réseau injoignable
        [network-down] réseau en panne
        [address-in-use] adresse déjà utilisée
        [address-not-available] adresse non disponible
        [timed-out] délai dépassé
        [unexpected-end] fin inattendue
        [out-of-memory] mémoire insuffisante
       *[too-many-files] trop de fichiers ouverts
    }

error-cluster-listen = impossible d’attendre les autres générateurs à l’adresse { $address } : { $why } ; libérez le port ou indiquez-en un autre dans --cluster
error-cluster-address = --cluster { $address } ne mène nulle part : { $why } ; écrivez le nom et le port du meneur, par exemple shop-load-0.shop-load:7117
error-cluster-missing =
    générateurs arrivés à temps : { $joined } sur { $shards } ; il manque : { $missing } (0 est celui-ci) ; lisez ce qu’ils ont écrit et vérifiez qu’ils atteignent celui-ci
error-cluster-turned-one-away = { $what } ; l’un de ceux qui sont venus a été refusé : { $why }
error-cluster-unreachable = le meneur ne répond pas à l’adresse { $leader } : { $why }
error-cluster-turned-away = le meneur a refusé ce générateur : { $why }
error-cluster-stranger = l’autre bout a un autre jeton ; donnez à tous les générateurs le même PROMO_LOAD_CLUSTER_TOKEN
error-results-place = `{ $text }` n’est pas une destination pour les résultats : s3://SEAU/PREFIXE ou file:///DOSSIER, sans clé, ni port, ni paramètres
error-results-no-store = ce promo-load a été compilé sans stockage d’objets : prenez l’image, ou compilez-le avec --features object-store
error-results-too-slow = plus de cinq minutes
error-cluster-leader-lost = le meneur a disparu, ce générateur s’est donc arrêté
error-cluster-given-up = le meneur n’a rien reçu de ce générateur pendant trop longtemps et l’a abandonné, il s’est donc arrêté
error-cluster-garbled = ce qui est arrivé ne vient pas d’un générateur de cette version : { $why }
error-cluster-other-plan = il comprend le plan autrement que le meneur ; utilisez partout le même programme
error-cluster-unable = il ne peut pas jouer sa part : { $why }
error-cluster-leaves = un signal lui a demandé de s’arrêter
error-cluster-gone = il a disparu
error-cluster-not-ready = il n’était pas prêt à temps
error-cluster-shard = générateur { $shard } : { $why }
error-cluster-small-cap =
    { $cap ->
        [one] { $cap } requête par seconde ne se partage pas
       *[other] { $cap } requêtes par seconde ne se partagent pas
    } entre { $shards } générateurs ; utilisez-en { $cap } au plus
error-cluster-version = ce générateur a la version { $theirs }, le meneur { $ours } ; utilisez partout le même programme
error-cluster-number = le générateur { $shard } de { $theirs } n’a pas de place ici : il y en a { $ours }, numérotés à partir de 0
error-cluster-taken = il y a déjà un générateur { $shard } ; chaque numéro a un seul processus, et aucun ne peut arriver pendant un test
error-shard-thread = le fil { $thread } n’est pas celui de ce générateur
error-token-missing = { $variable } n’est pas défini ; donnez-y à tous les générateurs le même jeton d’au moins 16 caractères
error-token-weak = { $variable } ne contient pas de jeton : au moins { $least } caractères visibles, sans espace
error-token-random = le système n’a pas de nombres aléatoires pour un jeton
error-shards-most = { $most } générateurs au plus
error-shards-needed = --cluster demande --shards, le nombre de générateurs, meneur compris
error-shard-needed = --cluster demande --shard, le numéro de ce générateur à partir de 0 ; 0 est le meneur
error-shard-number = il n’y a pas de générateur { $shard } parmi { $shards } : ils sont numérotés à partir de 0
error-child-ended = le générateur { $shard } s’est terminé avant le début du test ({ $status }) ; sa raison est écrite plus haut
error-on-lost-shard = { $text } n’est ni stop ni continue
error-on-lost-several = --on-lost-shard continue ne va pas avec { $flag }, dont les charges demandent tous les générateurs : enlevez l’un des deux
