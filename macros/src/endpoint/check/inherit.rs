//! What an endpoint does not say itself and `hardpoint.toml` says for it, option by option: the
//! attribute goes before the policy that it names, and the policy before the defaults.

use std::borrow::Cow;

use hardpoint_policy::{EndpointSpec, Method, nearest};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Ident, LitStr};

use super::options::{self, Stated};
use super::route::Route;
use crate::config::{self, Config, Policy, Requirement, Setting};
use crate::errors::Errors;

/// Completes the options by those of the file, if there is one, and notes what it requires.
pub(super) fn inherit(
    config: Option<&Config>,
    endpoint: &Ident,
    route: Option<&Route>,
    spec: &mut EndpointSpec,
    stated: &mut Stated,
    errors: &mut Errors,
) {
    let name = stated.policy.clone();
    let Some(config) = config else {
        if let Some(name) = &name {
            errors.add(
                name,
                format_args!("there is no `{}` that declares a policy", config::NAME),
                format_args!(
                    "write one beside `Cargo.toml`, with the policy's options below `[policy.{}]`",
                    name.value()
                ),
            );
            leave_open(stated);
        }
        return;
    };
    if !config.is_readable() {
        return;
    }
    let methods = route.map_or(&[][..], |route| &route.methods);
    let policies = config.policies();
    let declared = config.declared().map(Cow::Owned);
    spec.declared = Cow::Owned(declared.collect());
    if let Some(name) = &name {
        match policies.iter().find(|policy| policy.name == name.value()) {
            Some(policy) => {
                spec.policy = Some(Cow::Owned(policy.name.clone()));
                for setting in &policy.settings {
                    take(setting, name.to_token_stream(), spec, stated);
                }
            }
            None => {
                unknown(name, config, policies, errors);
                leave_open(stated);
                return;
            }
        }
    }
    for setting in config.defaults() {
        // What an endpoint names is meant; a default is for those that it suits.
        if has_use_for(&setting.option, methods) {
            take(setting, endpoint.to_token_stream(), spec, stated);
        }
    }
    require(config, endpoint, route, stated, errors);
}

/// Where nobody knows what a policy would have said, what is missing is no second mistake.
fn leave_open(stated: &mut Stated) {
    let open: Vec<String> = options::OPTIONS
        .iter()
        .filter(|(option, _)| !stated.says(option))
        .map(|(option, _)| (*option).to_owned())
        .collect();
    stated.unread.extend(open);
}

/// Takes one option over, unless something was said already.
fn take(setting: &Setting, place: TokenStream, spec: &mut EndpointSpec, stated: &mut Stated) {
    let option = &setting.option;
    if stated.says(option) {
        return;
    }
    let origin = setting.origin.clone();
    stated.places.inherit(option, place, origin);
    // What is wrong with it has been told of the file.
    let input = options::input(option, &setting.value);
    options::assign(&input, spec, stated, &mut Errors::new());
    if setting.is_wrong {
        stated.unread.push(option.clone());
    }
}

/// Whether an option has a meaning for the methods; all have one where they are not known.
fn has_use_for(option: &str, methods: &[Method]) -> bool {
    match option {
        "cache" => methods.iter().all(|method| method.is_safe()),
        "idempotent" => methods.is_empty() || methods.iter().any(|method| !method.is_safe()),
        _ => true,
    }
}

fn unknown(name: &LitStr, config: &Config, policies: &[Policy], errors: &mut Errors) {
    let wanted = name.value();
    let file = config.name();
    let near = nearest(&wanted, policies.iter().map(|policy| &*policy.name));
    let declared: Vec<_> = policies
        .iter()
        .map(|policy| format!("`{}`", policy.name))
        .collect();
    let declared = match declared.is_empty() {
        true => "none".to_owned(),
        false => declared.join(", "),
    };
    errors.add(
        name,
        format_args!("unknown policy `{wanted}`: {file} declares {declared}"),
        match near {
            Some(near) => format!("write `policy = \"{near}\"`"),
            None => format!("declare it in {file}, with its options below `[policy.{wanted}]`"),
        },
    );
}

/// What the package's owners want to see said of each endpoint, even if it is no.
fn require(
    config: &Config,
    endpoint: &Ident,
    route: Option<&Route>,
    stated: &Stated,
    errors: &mut Errors,
) {
    let methods = route.map_or(&[][..], |route| &route.methods);
    for Requirement { option, at } in config.required() {
        let is_said = stated.says(option)
            || stated.unread.contains(option)
            || (option == "name" && route.is_some_and(|route| route.name.is_some()));
        if is_said || !has_use_for(option, methods) {
            continue;
        }
        let said = match options::opposite(option) {
            Some(opposite) => format!("neither `{option}` nor `{opposite}`"),
            None => format!("no `{option}`"),
        };
        let mut help = match (option.as_str(), config.policies().first()) {
            ("policy", Some(first)) => format!("add `policy = \"{}\"`", first.name),
            _ => options::how_to_say(option),
        };
        if let Some(policy) = named_for(option, config, stated) {
            help += &format!(", or name a policy that does, `policy = \"{policy}\"`");
        }
        errors.add(
            endpoint,
            format_args!("`{endpoint}` says {said}, and {at} requires it"),
            help,
        );
    }
}

/// A policy that says the option, for an endpoint that names none.
fn named_for<'a>(option: &str, config: &'a Config, stated: &Stated) -> Option<&'a str> {
    let says = |policy: &&Policy| policy.settings.iter().any(|set| set.option == option);
    let free = !stated.places.said("policy");
    let found = config.policies().iter().find(says).filter(|_| free)?;
    Some(&found.name)
}
