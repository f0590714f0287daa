
## The team's desk: sign-in

error-desk-csrf = the request does not come from a page of this desk; open the page again and try once more
error-value-site = give the address of a site, such as https://desk.example, without a path
signin-title = Sign in to the load-test desk
signin-with-token = Sign in with a token
signin-token = Your token
signin-token-help = It begins with pldesk_. An admin of the desk makes one for you.
signin-submit = Sign in
signin-wrong-token = This token is not valid. Look whether it was copied whole; an admin may have ended it.
signin-as = You are signed in as { $person }.
signin-scope =
    { $scope ->
        [admin] You may do everything.
        [run] You may submit, approve and stop runs.
       *[read] You may look at everything but tokens and the audit log.
    }
signin-out = Sign out
signin-with = Sign in with { $provider }
signin-stale = This sign-in was begun in another browser, or too long ago. Begin again.
signin-refused = The provider did not sign you in. Begin again, or ask an admin of the desk.
signin-not-allowed = { $person } may not use this desk. An admin of the desk decides who may.
error-signin-away = no answer from { $host }: { $why }
error-signin-cleartext = { $host } would be asked in cleartext; the addresses of a provider begin with https://
error-signin-status = status { $status } from { $host }
error-signin-answer = the reply of { $host } cannot be read
error-signin-issuer = the provider calls itself { $found }, and the configuration { $issuer }
error-signin-id-token = the provider's ID token cannot be used: { $why }
error-signin-name = desk.sign_in.{ $name }: a provider's name has lower-case letters, digits and hyphens
error-signin-secret = desk.sign_in.{ $name }: put the client's secret into the environment variable { $variable }
error-signin-address = desk.sign_in.{ $name }: an address is wrong; web and api are roots with a slash at the end, issuer is an address
error-signin-role = desk.role: a rule needs a condition: email, domain, org or group
error-signin-role-provider = desk.role: there is no provider { $name }
error-signin-public-url = people who sign in are led back to the desk; give its address with --public-url
error-desk-cleartext = { $address } is reached by others, and tokens would go there in cleartext; give --tls-cert and --tls-key, or --behind-proxy when a proxy in front of it speaks TLS
error-desk-too-many = too many requests; wait { $seconds } s
error-desk-guesses = too many wrong tokens from this address; wait { $seconds } s
