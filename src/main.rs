//! The `promo-load` command.

use std::process::ExitCode;

use promo_load::cli::{self, Cli};
use promo_load::{app, exit};

fn main() -> ExitCode {
    app::guard_panics();
    let cli = Cli::read();
    app::speak(cli.as_ref().map_or_else(|_| cli::language_of_arguments(), Cli::language));
    let result = cli.and_then(Cli::run);
    if let Err(failure) = &result {
        app::tell(failure);
    }
    ExitCode::from(exit::code(&result))
}
