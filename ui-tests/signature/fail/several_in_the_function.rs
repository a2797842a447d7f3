//! Everything that is wrong is said at once, each at its place.
//! Breaks: `an_endpoint_is_async`, `an_endpoint_has_no_qualifiers`.
//! Breaks: `an_endpoint_has_no_type_parameters`, `an_argument_has_a_type`.
//! Breaks: `an_endpoint_says_what_it_returns`, `a_duration_has_its_unit`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order/{id}", timeout = "forever")]
unsafe fn order<T, const N: usize>(one: impl Copy, two: Vec<impl Copy>) {
    drop((one, two));
}

fn main() {
    let _ = App::new().service(order);
}
