
## Le bureau de l’équipe : serve

error-no-desk = ce programme a été compilé sans le bureau ; prenez un programme publié, ou compilez-le avec : cargo install promo-load --features serve
error-no-desk-here = le bureau demande Linux ou macOS ; sous Windows, il fonctionne dans WSL ou dans un conteneur
error-folder-claimed = un autre processus occupe ou a occupé ce dossier
error-private-address = { $host } a l’adresse privée { $address }, ce que le bureau n’autorise pas pour cet hôte
error-desk-taken = { $path } : un autre bureau y est ouvert
error-desk-listen = { $address } : impossible d’y écouter : { $why } ; choisissez une autre adresse avec --listen
error-desk-no-backup = { $path } : n’est pas une copie de la base d’un bureau que ce programme sait lire
error-desk-backup-exists = { $path } : existe déjà ; indiquez un nouveau fichier
error-desk-random = le système ne fournit pas de nombres aléatoires
error-desk-store = la base refuse : { $why }
error-desk-store-full = le disque de la base du bureau est plein ; rien n’est perdu, et tout reprend dès qu’il y a de la place
error-desk-store-locked = un autre programme verrouille la base du bureau
error-desk-store-damaged = la base du bureau est endommagée ; restaurez une copie avec serve --restore, ou déplacez-la et relisez les tests avec serve --reindex
error-desk-store-newer = la base du bureau a la version { $found }, et ce programme connaît { $known } ; prenez un promo-load plus récent
error-desk-store-gone = le bureau ferme
error-desk-no-token = envoyez un jeton valide : Authorization: Bearer …
error-desk-scope = il faut le droit { $needed }, et le jeton a { $scope }
error-desk-not-found = cela n’existe pas
error-desk-method = ce chemin accepte { $methods }
error-desk-misdirected = utilisez l’adresse 127.0.0.1, [::1] ou localhost
error-desk-parameter = le paramètre { $name } a une valeur impossible, ou figure deux fois
error-desk-parameter-missing = le paramètre { $name } manque
error-desk-too-large = le corps dépasse { $most } o
error-desk-body = le corps est inutilisable : { $why }
error-desk-body-list = le corps est un objet JSON, pas une liste
error-desk-body-cut = le corps a été coupé
error-desk-media-type = envoyez le corps en { $media }
error-desk-once-key = longueur de Idempotency-Key, en caractères visibles : de 1 à { $most }
error-desk-once-other = cet Idempotency-Key a servi à une autre requête
error-desk-name = un nom a de 1 à 200 caractères
error-desk-last-admin = c’est le dernier jeton avec le droit admin ; créez-en d’abord un autre
error-desk-host = { $host } n’est pas un hôte : donnez un nom ou une adresse, sans protocole, port ni chemin
error-desk-not-listed = { $host } n’est pas parmi les hôtes qui peuvent être testés ; un administrateur l’ajoute aux cibles
error-desk-private = { $host } est une adresse privée, ce que le bureau n’autorise pas pour cet hôte
error-desk-options = les options sont illisibles
error-desk-option = il n’y a pas d’option { $name } pour les tests du bureau
error-desk-header = un en-tête s’écrit NOM: VALEUR ; les fichiers et variables de cette machine ne sont pas envoyés
error-desk-secret-header = la valeur de { $name } resterait dans la base du bureau ; écrivez l’en-tête dans [host."…".headers] du promo-load.toml du bureau
error-desk-secret-address = l’adresse contient un utilisateur ou un mot de passe, qui resterait dans la base du bureau ; écrivez l’en-tête Authorization dans [host."…".headers] du promo-load.toml du bureau
error-desk-secret-query = la valeur de { $name } dans l’adresse resterait dans la base du bureau ; faites-la lire par un scénario dans une variable PROMO_LOAD_SECRET_… du bureau
error-desk-secret-scenario = la valeur de { $name } resterait dans la base du bureau ; que le scénario la lise dans une variable PROMO_LOAD_SECRET_… du bureau
error-desk-secret-host = { $host } ne reçoit pas { $name } ; nommez-la dans secrets de [host."{ $host }"] du promo-load.toml du bureau
error-desk-scenario-file = le scénario lit { $file }, et le bureau n’a pas ce fichier ; écrivez son contenu dans le scénario
error-desk-url-or-scenario = donnez soit url, soit scenario
error-desk-no-address = url est une adresse qui commence par http:// ou https://
error-desk-other-host = toutes les adresses doivent être du même hôte ; { $other } en est un autre
error-desk-cron = les champs cron sont illisibles : { $why }
error-desk-cron-fields = donnez cinq champs cron : minute, heure, jour du mois, mois, jour de la semaine ; il y en a { $count }
error-desk-zone = { $zone } n’est pas un fuseau horaire ; donnez par exemple Europe/Paris
error-desk-never-due = cette planification ne tombe jamais
error-desk-own-approval = une deuxième personne doit donner son accord, et { $person } a fait la demande
error-desk-no-approval = ce test n’attend pas l’accord d’une deuxième personne
error-desk-over = le test est terminé
error-desk-not-running = le test n’est pas en cours
error-desk-not-listening = le test ne peut pas encore recevoir d’ordre ; réessayez dans une seconde
error-desk-control-refuses = le processus du test refuse, avec le statut { $status }
error-desk-no-record = le test { $run } n’a pas de résultat
error-desk-run-file = le test n’a pas ce fichier
error-desk-run-gone = le dossier du test est illisible : { $why }
desk-at = le bureau est ouvert : { $address }
desk-at-public = le bureau est ouvert : { $public }, et écoute sur { $address }
desk-first-token = le premier jeton, qui n’est montré qu’une fois : { $token }
desk-reindexed =
    { $runs ->
        [one] { $runs } test relu
       *[other] { $runs } tests relus
    }
desk-run-killed = le test a été tué
desk-run-last-words = le test n’a pas dit comment il s’est terminé ; ses derniers mots : { $words }
desk-run-unapproved = son hôte est passé en prod pendant le démarrage, et aucune deuxième personne n’a donné son accord
desk-run-waits-hours = il attend les heures où son hôte peut être testé : { $hours }
desk-run-hours = les heures où l’hôte peut être testé sont passées
