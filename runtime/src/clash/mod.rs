//! Endpoints of one list that cannot stand side by side, found while compiling.
//!
//! The rules are those that [`check_all`](hardpoint_policy::check_all) asks of all lists at start;
//! here they are constant functions, which `endpoints![…]` has the compiler run.

mod chains;
mod codes;
mod face;
mod sieve;
mod text;
mod words;

use hardpoint_policy::{EndpointSpec, same_shape};

use self::chains::{Chains, Link};
use self::face::shared_method;
use self::text::Text;
use crate::constant::equal;
use crate::error::ErrorCode;

pub use self::face::Face;

/// Two endpoints that cannot stand side by side; numbers are places in the list.
#[derive(Debug, Clone, Copy)]
enum Clash {
    /// One endpoint is there twice: it would be mounted twice, and called at one place.
    Listed { earlier: usize, later: usize },
    /// Both take the same requests, and the later one would never be called.
    Route {
        earlier: usize,
        later: usize,
        method: &'static str,
        taken: &'static str,
        wanted: &'static str,
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

/// A list of endpoints, and what in it clashes.
#[doc(hidden)]
#[derive(Debug)]
pub struct List {
    faces: &'static [Face],
    clashes: &'static [Option<Clash>],
    /// Places that differ by a multiple of it are told of together.
    checks: usize,
}

/// The clashes of a list, with room for all that there can be.
#[doc(hidden)]
#[derive(Debug)]
pub struct Clashes<const ROOM: usize>([Option<Clash>; ROOM]);

/// How many clashes there can be; none in most lists, and then nothing is searched.
#[doc(hidden)]
pub const fn room(faces: &[Face]) -> usize {
    match sieve::is_clean(faces) {
        true => 0,
        false => most(faces),
    }
}

const fn most(faces: &[Face]) -> usize {
    let (mut room, mut at) = (codes::BUILT_IN.len(), 0);
    while at < faces.len() {
        let stated = &faces[at].stated;
        room += stated.keys.len();
        if let Some(errors) = stated.errors {
            room += errors.count();
        }
        at += 1;
    }
    room
}

/// The clashes of `faces`, while compiling.
#[doc(hidden)]
pub const fn clashes<const ROOM: usize>(faces: &[Face]) -> Clashes<ROOM> {
    let mut found = [None; ROOM];
    if ROOM == 0 {
        return Clashes(found);
    }
    find(
        faces,
        &mut found,
        [
            &mut [Link::NONE; ROOM],
            &mut [Link::NONE; ROOM],
            &mut [Link::NONE; ROOM],
        ],
        (&mut [0; ROOM], &mut [0; ROOM]),
        &mut [None; ROOM],
    );
    Clashes(found)
}

impl List {
    /// The list of `faces`, with what `clashes` found in it; that is told in so many `checks`.
    pub const fn of<const ROOM: usize>(
        faces: &'static [Face],
        clashes: &'static Clashes<ROOM>,
        checks: usize,
    ) -> Self {
        Self {
            faces,
            clashes: &clashes.0,
            checks,
        }
    }

    const fn is_wrong_at(&self, place: usize) -> bool {
        let mut at = 0;
        while at < self.clashes.len() {
            if let Some(clash) = &self.clashes[at]
                && clash.places().1 == place
            {
                return true;
            }
            at += 1;
        }
        false
    }

    /// What is wrong with the endpoint at `place`, and with those that are checked after it.
    const fn said_from(&self, place: usize) -> Text {
        let mut text = Text::new();
        let mut at = 0;
        while at < self.clashes.len() {
            let Some(clash) = &self.clashes[at] else {
                break;
            };
            let later = clash.places().1;
            if later >= place && (later - place).is_multiple_of(self.checks) {
                if !text.is_empty() {
                    text.push("\n\n");
                }
                words::message(&mut text, clash, self.faces);
                text.push("\nhelp: ");
                words::help(&mut text, clash, self.faces);
            }
            at += 1;
        }
        text
    }
}

/// Stops the compiler if the endpoint at `place` clashes with an earlier one, and says with which.
///
/// The compiler stops one check of the list there, so that it tells of what comes later in it, too.
#[doc(hidden)]
#[track_caller]
pub const fn told(list: &List, place: usize) {
    if !list.clashes.is_empty() && list.is_wrong_at(place) {
        panic!("{}", list.said_from(place).as_str());
    }
}

/// Notes every clash of `faces` in `found`, in time that grows with the list and no faster: a
/// compiler gives up on what takes long.
const fn find(
    faces: &[Face],
    found: &mut [Option<Clash>],
    [routes, names, codes]: [&mut [Link]; 3],
    (by_route, by_name): (&mut [usize], &mut [usize]),
    seen: &mut [Option<codes::Seen>],
) {
    let mut count = 0;
    let (mut routes, mut names) = (Index::new(routes, by_route), Index::new(names, by_name));
    let mut later = 0;
    while later < faces.len() {
        let [by_name, by_route] = faces[later].stated.keys;
        let by_route = by_route & !EndpointSpec::METHODS;
        if let Some(clash) = listed(faces, &names, by_name, later) {
            note(clash, found, &mut count);
        } else {
            if let Some(clash) = route(faces, &routes, by_route, later) {
                note(clash, found, &mut count);
            }
            routes.put(by_route, later);
            if let Some(clash) = name(faces, &names, by_name, later) {
                note(clash, found, &mut count);
            }
            names.put(by_name, later);
        }
        later += 1;
    }
    codes::find(faces, Chains::new(codes), seen, found, &mut count);
}

/// Places in the list, found by a key.
struct Index<'s> {
    chains: Chains<'s>,
    /// Of each number in the chains.
    places: &'s mut [usize],
}

impl<'s> Index<'s> {
    const fn new(links: &'s mut [Link], places: &'s mut [usize]) -> Self {
        Self {
            chains: Chains::new(links),
            places,
        }
    }

    const fn put(&mut self, key: u64, place: usize) {
        let number = self.chains.put(key);
        self.places[number] = place;
    }
}

const fn note(clash: Clash, found: &mut [Option<Clash>], count: &mut usize) {
    if *count < found.len() {
        found[*count] = Some(clash);
        *count += 1;
    }
}

/// The same endpoint before.
const fn listed(faces: &[Face], names: &Index<'_>, key: u64, later: usize) -> Option<Clash> {
    let stated = &faces[later].stated;
    let mut next = names.chains.first(key);
    while let Some(number) = next {
        let earlier = names.places[number];
        let other = &faces[earlier].stated;
        if stated.place.line() == other.place.line()
            && equal(faces[later].name(), faces[earlier].name())
            && equal(stated.place.file(), other.place.file())
            && equal(stated.module, other.module)
        {
            return Some(Clash::Listed { earlier, later });
        }
        next = names.chains.before(number);
    }
    None
}

/// The first endpoint before that takes some of the same requests.
const fn route(faces: &[Face], routes: &Index<'_>, key: u64, later: usize) -> Option<Clash> {
    let Some((methods, wanted)) = faces[later].route() else {
        return None;
    };
    let mut found = None;
    let mut next = routes.chains.first(key);
    while let Some(number) = next {
        let earlier = routes.places[number];
        if let Some((taken_methods, taken)) = faces[earlier].route()
            && same_shape(wanted, taken)
            && let Some(method) = shared_method(methods, taken_methods)
        {
            found = Some(Clash::Route {
                earlier,
                later,
                method,
                taken,
                wanted,
            });
        }
        next = routes.chains.before(number);
    }
    found
}

/// The first endpoint before that has the same name.
const fn name(faces: &[Face], names: &Index<'_>, key: u64, later: usize) -> Option<Clash> {
    let mut found = None;
    let mut next = names.chains.first(key);
    while let Some(number) = next {
        let earlier = names.places[number];
        if equal(faces[later].name(), faces[earlier].name()) {
            found = Some(Clash::Name { earlier, later });
        }
        next = names.chains.before(number);
    }
    found
}

#[cfg(test)]
mod tests;
