//! A journey whose shopper logs in once, and the accounts for it.

/// The steps; the element that greets, which only a log-in shows, or any page.
pub(crate) fn steps(greeting: &str) -> String {
    STEPS.replace("GREETING", greeting)
}

const STEPS: &str = r#"
[[journey.step]]
name = "login_page"
path = "/en/login"
once_per_vu = true
[[journey.step.extract]]
name = "log_in_token"
between = ['name="token" value="', '"']
[[journey.step]]
name = "log_in"
path = "/en/login"
once_per_vu = true
form = { token = "${log_in_token}", email = "${account.email}", password = "${account.password}", submitLogin = 1 }
[[journey.step.check]]
name = "is logged in"
body_lacks = "Authentication failed"
[[journey.step.extract]]
name = "greeting"
css = "GREETING"
[[journey.step]]
name = "account_page"
path = "/en/my-account?greeting=${greeting}"
[[journey.step.check]]
name = "is its own"
body_contains = '<strong id="customer-email">${account.email}</strong>'
"#;

/// Three customers of the demo shop.
pub(crate) const ACCOUNTS: &str = "email,password\nanna@x,demo-anna\nben@x,demo-ben\nchloe@x,demo-chloe\n";
