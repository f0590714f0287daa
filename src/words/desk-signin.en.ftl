
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
