//! The `promo-load` command.

fn main() {}
