//! Which option may stand in which table, and why another may not.

/// The tables that hold options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Defaults,
    Policy,
    Require,
}

/// Why an option cannot stand in a table, and what to do instead; `None` if it can.
pub(super) fn unsuited(option: &str, section: Section) -> Option<(&'static str, &'static str)> {
    match section {
        Section::Defaults => of_defaults(option).or_else(|| of_its_own(option)),
        Section::Policy => of_its_own(option),
        Section::Require => of_no_rule(option),
    }
}

/// Access is never open by omission: who opens an endpoint says so where it stands.
fn of_defaults(option: &str) -> Option<(&'static str, &'static str)> {
    (option == "public").then_some((
        "an endpoint that nobody thought of would be open to everybody",
        "write `public` at each endpoint that is, or `public = true` in a policy that it names",
    ))
}

/// What only the endpoint itself can know.
fn of_its_own(option: &str) -> Option<(&'static str, &'static str)> {
    Some(match option {
        "get" | "post" | "put" | "patch" | "delete" | "head" | "query" => (
            "a route leads to one endpoint",
            "say it at the endpoint, such as `get = \"/orders/{id}\"`",
        ),
        "version" => (
            "which version an endpoint belongs to is a part of its route",
            "say it at the endpoint, `version = \"2\"`",
        ),
        "name" => (
            "operations of one name could not be told apart",
            "say it at the endpoint, `name = \"create_order\"`",
        ),
        "tag" => (
            "a group of whatever shares a policy is none",
            "say it at the endpoint, `tag = \"orders\"`",
        ),
        "invalidates" => (
            "what a call makes stale depends on what it changes",
            "say it at the endpoint, `invalidates = \"orders\"`",
        ),
        "authorize" => (
            "its function takes the arguments of one endpoint",
            "say it at the endpoint, `authorize = may_read`",
        ),
        "calls" => (
            "what an endpoint calls is what its handler calls",
            "say it at the endpoint, `calls = [stock]`",
        ),
        "crate" => (
            "where the crate is known depends on where the attribute stands",
            "say it at the endpoint, `crate = \"renamed_hardpoint\"`",
        ),
        "policy" => (
            "what an endpoint promises would stand in too many places",
            "copy the other policy's options, or put those that they share under `[defaults]`",
        ),
        _ => return None,
    })
}

/// What some endpoints rightly lack, without a way to say so.
fn of_no_rule(option: &str) -> Option<(&'static str, &'static str)> {
    Some(match option {
        "public" => (
            "it is how an endpoint says no to `auth`",
            "write `auth = true`: then each endpoint says `auth` or `public`",
        ),
        "get" | "post" | "put" | "patch" | "delete" | "head" | "query" => (
            "an endpoint has one method, or is mounted by hand",
            "remove it",
        ),
        "version" => ("what is mounted by hand has none", "remove it"),
        "invalidates" => ("most calls leave no answer stale", "remove it"),
        "calls" => ("most endpoints call nobody", "remove it"),
        "deprecated" | "sunset" => ("most endpoints are here to stay", "remove it"),
        "crate" => ("it is for a crate that is renamed", "remove it"),
        _ => return None,
    })
}
