// One file to the server, as htmx would ask; fetch cannot tell how much of it has left.

export function post(url, token, file, onProgress) {
  const body = new FormData();
  body.append("files", file, file.name || "Pasted picture");
  body.append("csrfmiddlewaretoken", token);
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
    xhr.addEventListener("loadend", () => resolve(xhr));
    xhr.open("POST", url);
    xhr.setRequestHeader("HX-Request", "true");
    xhr.send(body);
  });
}
