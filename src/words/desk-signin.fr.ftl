
## Le bureau de l’équipe : connexion

error-desk-csrf = la requête ne vient pas d’une page de ce bureau ; rouvrez la page et réessayez
error-value-site = indiquez l’adresse d’un site, par exemple https://desk.example, sans chemin
signin-title = Se connecter au bureau des tests de charge
signin-with-token = Se connecter avec un jeton
signin-token = Votre jeton
signin-token-help = Il commence par pldesk_. Un administrateur du bureau vous en crée un.
signin-submit = Se connecter
signin-wrong-token = Ce jeton n’est pas valable. Vérifiez qu’il est copié en entier ; un administrateur l’a peut-être révoqué.
signin-as = Vous êtes connecté en tant que { $person }.
signin-scope =
    { $scope ->
        [admin] Vous avez tous les droits.
        [run] Vous pouvez demander, approuver et arrêter des tests.
       *[read] Vous pouvez tout consulter, sauf les jetons et le journal des changements.
    }
signin-out = Se déconnecter
signin-with = Se connecter avec { $provider }
signin-stale = Cette connexion a été commencée dans un autre navigateur, ou il y a trop longtemps. Recommencez.
signin-refused = Le fournisseur ne vous a pas connecté. Recommencez, ou demandez à un administrateur du bureau.
signin-not-allowed = { $person } n’a pas accès à ce bureau. Un administrateur du bureau décide des accès.
error-signin-away = { $host } ne répond pas : { $why }
error-signin-cleartext = { $host } serait interrogé en clair ; les adresses d’un fournisseur commencent par https://
error-signin-status = { $host } répond avec le statut { $status }
error-signin-answer = la réponse de { $host } est illisible
error-signin-issuer = le fournisseur s’appelle { $found }, et la configuration dit { $issuer }
error-signin-id-token = le jeton d’identité du fournisseur est inutilisable : { $why }
error-signin-name = desk.sign_in.{ $name } : le nom d’un fournisseur se compose de minuscules, de chiffres et de tirets
error-signin-secret = desk.sign_in.{ $name } : mettez le secret du client dans la variable d’environnement { $variable }
error-signin-address = desk.sign_in.{ $name } : une adresse est incorrecte ; web et api sont des racines terminées par une barre oblique, issuer est une adresse
error-signin-role = desk.role : une règle demande une condition : email, domain, org ou group
error-signin-role-provider = desk.role : il n’y a pas de fournisseur { $name }
error-signin-public-url = les personnes qui se connectent sont ramenées au bureau ; indiquez son adresse avec --public-url
error-desk-cleartext = { $address } est accessible à d’autres, et les jetons y passeraient en clair ; indiquez --tls-cert et --tls-key, ou --behind-proxy si un proxy placé devant utilise TLS
error-desk-too-many = trop de requêtes ; attendez { $seconds } s
error-desk-guesses = trop de jetons incorrects depuis cette adresse ; attendez { $seconds } s
