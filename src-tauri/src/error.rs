//! How errors cross to the page: the domain's error as it is, `{ code, message, detail }`.

/// What every command returns.
pub type CommandResult<T> = quayside_engine::Result<T>;
