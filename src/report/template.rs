//! What all templates of reports have in common.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};

use super::ReportError;

/// An environment in which block tags on lines of their own leave no trace, so that a template reads like its report, and in
/// which a misspelt name is an error.
///
/// # Errors
///
/// [`ReportError::Template`] when the marks of the syntax cannot be told apart.
pub(super) fn environment<'source>() -> Result<Environment<'source>, ReportError> {
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    Ok(environment)
}
