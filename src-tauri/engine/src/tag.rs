//! Names of an image on the engine: one more, one less. Removing the image itself belongs to `images`.

use hyper::Method;

use crate::images;
use crate::inspect::object_name;
use crate::query::query;
use crate::reference::Reference;
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
    let preview = images::removal_preview(engine, name).await?;
    if preview.deletes_image {
        let message = format!("{name} is the last name of {}", preview.id);
        return Err(Error::new(ErrorCode::LastName, message));
    }
    images::remove(engine, name, false).await?;
    Ok(preview.id)
}
