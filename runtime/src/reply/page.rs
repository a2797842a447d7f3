//! One page of a list.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use serde_json::{Map, Value};

use super::cursor::{Cursor, Toward};
use super::envelope::respond;
use super::limit::PageLimit;
use super::links::link;
use crate::answer::Answer;

/// One page of a list, in the envelope, with the way to those beside it in `meta.page` and in `Link`
/// (RFC 8288).
///
/// ```
/// use hardpoint::prelude::*;
/// use hardpoint::reply::{Cursor, Page, PageLimit, Toward};
///
/// /// Which page of the primes.
/// #[derive(ApiRequest)]
/// #[api(query)]
/// struct List {
///     #[api(default)]
///     #[garde(skip)]
///     limit: PageLimit,
///     #[garde(skip)]
///     cursor: Option<Cursor<u32>>,
/// }
///
/// #[endpoint(get = "/primes")]
/// async fn primes(list: List) -> Page<u32> {
///     let primes = [2, 3, 5, 7, 11, 13];
///     let most = list.limit.get() + 1;
///     let rows: Vec<u32> = match list.cursor.map(|cursor| (cursor.toward(), *cursor.key())) {
///         None => primes.into_iter().take(most).collect(),
///         Some((Toward::Next, key)) => primes.into_iter().filter(|p| *p > key).take(most).collect(),
///         Some((Toward::Previous, key)) => {
///             primes.into_iter().rev().filter(|p| *p < key).take(most).collect()
///         }
///     };
///     Page::of(rows, list.limit, list.cursor.as_ref(), |prime| *prime)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    items: Vec<T>,
    limit: PageLimit,
    next: Option<String>,
    previous: Option<String>,
    total: Option<u64>,
}

impl<T> Page<T> {
    /// The page that `cursor` asks for, of the rows that were found there: one more than the limit
    /// if there are so many, and in reverse if the cursor goes back. `key` is what the list is
    /// ordered by, and tells any two items apart.
    pub fn of<K: Serialize>(
        mut rows: Vec<T>,
        limit: PageLimit,
        cursor: Option<&Cursor<K>>,
        key: impl Fn(&T) -> K,
    ) -> Self {
        let has_more = rows.len() > limit.get();
        rows.truncate(limit.get());
        let toward = cursor.map(Cursor::toward);
        if toward == Some(Toward::Previous) {
            rows.reverse();
        }
        let (has_next, has_previous) = match toward {
            None => (has_more, false),
            // Where it came from, there was something.
            Some(Toward::Next) => (has_more, true),
            Some(Toward::Previous) => (true, has_more),
        };
        let at = |item: Option<&T>, toward| Cursor::new(key(item?), toward).to_text();
        Self {
            next: has_next.then(|| at(rows.last(), Toward::Next)).flatten(),
            previous: has_previous
                .then(|| at(rows.first(), Toward::Previous))
                .flatten(),
            items: rows,
            limit,
            total: None,
        }
    }

    /// The same, with how many items the whole list has: for a client that has asked for it, since
    /// counting costs a walk over all of them.
    #[must_use]
    pub fn with_total(mut self, items: u64) -> Self {
        self.total = Some(items);
        self
    }
}

impl<T: Serialize> Responder for Page<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut page = Map::new();
        page.insert("limit".to_owned(), self.limit.get().into());
        page.insert("has_more".to_owned(), self.next.is_some().into());
        let mut pages = Vec::new();
        for (relation, cursor) in [("next", self.next), ("prev", self.previous)] {
            if let Some(cursor) = cursor {
                page.insert(relation.to_owned(), cursor.clone().into());
                pages.push((relation, cursor));
            }
        }
        if let Some(total) = self.total {
            page.insert("total".to_owned(), total.into());
        }
        let response = respond(StatusCode::OK, &self.items, Some(Value::Object(page)));
        link(response, request.uri(), &pages)
    }
}

impl<T> Answer for Page<T> {}
