//! Where the shop is: on shelves in memory, or in tables in a database. It knows nothing of HTTP.
//!
//! Looking is the same for both. What changes something is not: in a database it is part of a
//! transaction.

use actix_web::web::Data;
use hardpoint::db::{Db, Error};
use hardpoint::reply::Toward;

use crate::order::{Order, Refusal, Status};
use crate::shelves::Shelves;
use crate::tables;

/// Where the shop is.
#[derive(Debug)]
pub(crate) enum Shop {
    Shelves(Data<Shelves>),
    Tables(Db),
}

impl Shop {
    pub(crate) async fn order(&self, id: &str) -> Result<Order, Refusal> {
        match self {
            Self::Shelves(shelves) => shelves.order(id),
            Self::Tables(db) => tables::order(db, id).await,
        }
    }

    /// At most `most` orders of one status or any: the newest first, or beyond one of them, going
    /// away from it.
    pub(crate) async fn list(
        &self,
        status: Option<Status>,
        beyond: Option<(Toward, &str)>,
        most: usize,
    ) -> Result<Vec<Order>, Refusal> {
        match self {
            Self::Shelves(shelves) => Ok(shelves.list(status, beyond, most)),
            Self::Tables(db) => tables::list(db, status, beyond, most).await,
        }
    }

    pub(crate) async fn left(&self, sku: &str) -> Result<u32, Refusal> {
        match self {
            Self::Shelves(shelves) => shelves.left(sku),
            Self::Tables(db) => tables::left(db, sku).await,
        }
    }

    /// What there is nothing left of, in the order of its names.
    pub(crate) async fn sold_out(&self) -> Result<Vec<String>, Error> {
        match self {
            Self::Shelves(shelves) => Ok(shelves.sold_out()),
            Self::Tables(db) => tables::sold_out(db).await,
        }
    }
}
