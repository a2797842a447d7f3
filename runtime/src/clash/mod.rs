//! Endpoints of one list that cannot stand side by side, found while compiling.
//!
//! The rules are those that [`check_all`](hardpoint_policy::check_all) asks of all lists at start;
//! here they are constant functions, which `endpoints![…]` has the compiler run.

mod chains;
mod codes;
mod shape;
mod text;
mod words;

use std::borrow::Cow;

use hardpoint_policy::{EndpointSpec, Method, same_shape};

use self::chains::Chains;
use self::text::Text;
use crate::constant::{equal, hash};
use crate::error::ErrorCode;
use crate::registry::Entry;

/// Two endpoints that cannot stand side by side; numbers are places in the list.
#[derive(Debug, Clone, Copy)]
enum Clash {
    /// One endpoint is there twice: it would be mounted twice, and called at one place.
    Listed { earlier: usize, later: usize },
    /// Both take the same requests, and the later one would never be called.
    Route {
        earlier: usize,
        later: usize,
        method: Method,
    },
    /// Both have one name, under which logs, metrics and overrides could not tell them apart.
    Name { earlier: usize, later: usize },
    /// They answer one code with two meanings, and clients tell errors apart by the code alone.
    Code {
        /// `None` for a code that Hardpoint itself answers.
        earlier: Option<usize>,
        later: usize,
        first: &'static ErrorCode,
        second: &'static ErrorCode,
    },
}

impl Clash {
    /// The places of the earlier endpoint, if there is one, and of the later.
    const fn places(&self) -> (Option<usize>, usize) {
        match *self {
            Self::Listed { earlier, later }
            | Self::Route { earlier, later, .. }
            | Self::Name { earlier, later } => (Some(earlier), later),
            Self::Code { earlier, later, .. } => (earlier, later),
        }
    }
}

/// The clashes of a list, with room for all that there can be.
#[doc(hidden)]
#[derive(Debug)]
pub struct Clashes<const ROOM: usize>([Option<Clash>; ROOM]);

/// How many clashes there can be.
#[doc(hidden)]
pub const fn room(entries: &[Entry]) -> usize {
    let (mut room, mut at) = (codes::BUILT_IN.len(), 0);
    while at < entries.len() {
        room += 2 + entries[at].errors.count();
        at += 1;
    }
    room
}

/// The clashes of `entries`, while compiling.
#[doc(hidden)]
pub const fn clashes<const ROOM: usize>(entries: &[Entry]) -> Clashes<ROOM> {
    let mut found = [None; ROOM];
    find(
        entries,
        &mut found,
        [&mut [0; ROOM], &mut [0; ROOM], &mut [0; ROOM]],
        &mut [None; ROOM],
    );
    Clashes(found)
}

/// Stops the compiler if the endpoint at `place` clashes with an earlier one, and says with which.
#[doc(hidden)]
#[track_caller]
pub const fn told<const ROOM: usize>(entries: &[Entry], clashes: &Clashes<ROOM>, place: usize) {
    if clashes.0[0].is_none() {
        return;
    }
    let mut text = Text::new();
    let mut at = 0;
    while at < ROOM {
        let Some(clash) = &clashes.0[at] else { break };
        if clash.places().1 == place {
            if !text.is_empty() {
                text.push("\n\n");
            }
            words::message(&mut text, clash, entries);
            text.push("\nhelp: ");
            words::help(&mut text, clash, entries);
        }
        at += 1;
    }
    assert!(text.is_empty(), "{}", text.as_str());
}

/// Notes every clash of `entries` in `found`, in time that grows with the list and no faster: a
/// compiler gives up on what takes long.
const fn find(
    entries: &[Entry],
    found: &mut [Option<Clash>],
    [routes, names, codes]: [&mut [u32]; 3],
    seen: &mut [Option<codes::Seen>],
) {
    let mut count = 0;
    let (mut routes, mut names) = (Chains::new(routes), Chains::new(names));
    let mut later = 0;
    while later < entries.len() {
        let spec = entries[later].spec;
        let (by_route, by_name) = (shape::hash_of(path(spec)), hash(str(&spec.name)));
        if let Some(clash) = listed(entries, &names, by_name, later) {
            note(clash, found, &mut count);
        } else {
            if let Some(clash) = route(entries, &routes, by_route, later) {
                note(clash, found, &mut count);
            }
            if let Some(clash) = name(entries, &names, by_name, later) {
                note(clash, found, &mut count);
            }
            routes.put(by_route, later);
            names.put(by_name, later);
        }
        later += 1;
    }
    codes::find(entries, Chains::new(codes), seen, found, &mut count);
}

const fn note(clash: Clash, found: &mut [Option<Clash>], count: &mut usize) {
    if *count < found.len() {
        found[*count] = Some(clash);
        *count += 1;
    }
}

/// The same endpoint before.
const fn listed(entries: &[Entry], names: &Chains<'_>, hash: u64, later: usize) -> Option<Clash> {
    let spec = entries[later].spec;
    let mut next = names.first(hash);
    while let Some(earlier) = next {
        let other = entries[earlier].spec;
        if spec.line == other.line
            && same(&spec.name, &other.name)
            && equal(spec.file, other.file)
            && equal(spec.module, other.module)
        {
            return Some(Clash::Listed { earlier, later });
        }
        next = names.after(earlier);
    }
    None
}

/// The first endpoint before that takes some of the same requests.
const fn route(entries: &[Entry], routes: &Chains<'_>, hash: u64, later: usize) -> Option<Clash> {
    let spec = entries[later].spec;
    let mut found = None;
    let mut next = routes.first(hash);
    while let Some(earlier) = next {
        let other = entries[earlier].spec;
        if spec.path.is_some()
            && other.path.is_some()
            && same_shape(path(spec), path(other))
            && let Some(method) = shared_method(methods(spec), methods(other))
        {
            found = Some(Clash::Route {
                earlier,
                later,
                method,
            });
        }
        next = routes.after(earlier);
    }
    found
}

/// The first endpoint before that has the same name.
const fn name(entries: &[Entry], names: &Chains<'_>, hash: u64, later: usize) -> Option<Clash> {
    let spec = entries[later].spec;
    let mut found = None;
    let mut next = names.first(hash);
    while let Some(earlier) = next {
        if same(&spec.name, &entries[earlier].spec.name) {
            found = Some(Clash::Name { earlier, later });
        }
        next = names.after(earlier);
    }
    found
}

const fn shared_method(methods: &[Method], others: &[Method]) -> Option<Method> {
    let mut at = 0;
    while at < methods.len() {
        let mut other = 0;
        while other < others.len() {
            if methods[at] as u8 == others[other] as u8 {
                return Some(methods[at]);
            }
            other += 1;
        }
        at += 1;
    }
    None
}

const fn path(spec: &EndpointSpec) -> &str {
    match &spec.path {
        Some(path) => str(path),
        None => "",
    }
}

const fn methods(spec: &EndpointSpec) -> &[Method] {
    match &spec.methods {
        Cow::Borrowed(methods) => methods,
        Cow::Owned(methods) => methods.as_slice(),
    }
}

#[expect(
    clippy::ptr_arg,
    reason = "a constant function cannot look into a `Cow` by itself"
)]
const fn str<'a>(text: &'a Cow<'static, str>) -> &'a str {
    match text {
        Cow::Borrowed(text) => text,
        Cow::Owned(text) => text.as_str(),
    }
}

#[expect(
    clippy::ptr_arg,
    reason = "a constant function cannot look into a `Cow` by itself"
)]
const fn same(one: &Cow<'static, str>, other: &Cow<'static, str>) -> bool {
    equal(str(one), str(other))
}

#[cfg(test)]
mod tests;
