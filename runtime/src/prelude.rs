//! What a file with endpoints needs.

pub use crate::{
    ApiError, ApiRequest, Authenticator, Clock, Deadline, Endpoints, Hardpoint, Principal,
    RequestContext, dependency, endpoint, endpoints, job, jobs,
};
