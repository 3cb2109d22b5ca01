//! Names of an image on the engine: one more, one less. Removing the image itself belongs to `removal`.

use hyper::Method;

use crate::inspect::object_name;
use crate::query::query;
use crate::reference::Reference;
use crate::removal;
use crate::{Engine, Error, ErrorCode, Result};

/// `POST /images/NAME/tag`: gives the image a further name. An image that has the name now loses it.
///
/// # Errors
/// `InvalidReference` for a name with a digest, `ImageNotFound`, or what the engine answered.
pub async fn tag(engine: &Engine, source: &str, target: &Reference) -> Result<()> {
    if target.digest.is_some() {
        return Err(Error::new(ErrorCode::InvalidReference, format!("{target} has a digest, which no one can give")));
    }
    let name = target.familiar_name();
    let query = query(&[("repo", name.as_str()), ("tag", target.tag_or_default().unwrap_or_default())]);
    let path = format!("/images/{}/tag{query}", object_name(source)?);
    engine.call(Method::POST, &path).await.map(drop)
}

/// `DELETE /images/NAME` for a name that is not the image's last: the name goes, the image stays. Returns the image's id,
/// to give the name back.
///
/// # Errors
/// `LastName` where the image itself would go, `ImageNotFound`, or what the engine answered.
pub async fn untag(engine: &Engine, name: &str) -> Result<String> {
    let gone = || Error::new(ErrorCode::ImageNotFound, format!("No such image: {name}"));
    let image = removal::present(engine, name).await?.ok_or_else(gone)?;
    let wanted = Reference::parse(name)?;
    // `hello-world` and `docker.io/library/hello-world:latest` are one name.
    let same = |known: &str| {
        known == name
            || Reference::parse(known).is_ok_and(|known| {
                known.name() == wanted.name()
                    && known.tag_or_default() == wanted.tag_or_default()
                    && known.digest == wanted.digest
            })
    };
    if image.references().into_iter().all(same) {
        return Err(Error::new(ErrorCode::LastName, format!("{name} is the last name of {}", image.id)));
    }
    removal::remove(engine, name, false).await?;
    Ok(image.id)
}
