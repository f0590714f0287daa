
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
