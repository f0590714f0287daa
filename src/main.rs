//! The `promo-load` command.

use std::process::ExitCode;

use promo_load::{app, cli::Cli, exit};

fn main() -> ExitCode {
    app::guard_panics();
    let result = Cli::read().and_then(Cli::run);
    if let Err(failure) = &result {
        app::tell(failure);
    }
    ExitCode::from(exit::code(&result))
}
