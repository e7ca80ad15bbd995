/** Sending a file for a look, with progress: its bytes are the request's body, whatever their size. */

import { Fault, problemOf, type Upload } from "./client";

export interface UploadUnderWay {
  done: Promise<Upload>;
  stop: () => void;
}

export function upload(file: File, progress: (share: number) => void): UploadUnderWay {
  const request = new XMLHttpRequest();
  const done = new Promise<Upload>((resolve, reject) => {
    request.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
    request.onload = () => {
      const body: unknown = parsed(request.responseText);
      if (request.status === 201) resolve(body as Upload);
      else reject(new Fault(request.status, problemOf(body)));
    };
    request.onerror = () => reject(new Fault(0));
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
  });
  request.open("POST", `/api/source/upload?name=${encodeURIComponent(file.name)}`);
  request.send(file);
  return { done, stop: () => request.abort() };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
