// A form with data-passkey="create" or "get" asks a passkey before it is sent, and sends the answer as `credential`.
// What is asked stands in the element that data-options names, else the form's own address tells it.

const WHY: Record<string, string> = {
  NotAllowedError: "The passkey was not used, or it took too long. Try again.",
  InvalidStateError: "This device holds a passkey of yours for Watchbill already.",
  SecurityError: "Passkeys work over https only, or at http://localhost. Ask your administrator.",
  NotSupportedError: "This device cannot keep a passkey that checks who you are.",
};
const able = "PublicKeyCredential" in window;

type Options = { publicKey: Record<string, unknown> };

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  form.hidden = !able && form.dataset.passkey === "get";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(form);
  });
}

async function ask(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector("button");
  try {
    if (button) button.disabled = true;
    say(form, "");
    if (!able) throw new DOMException("", "NotSupportedError");
    const asked = await options(form);
    const found = form.dataset.passkey === "create" ? await create(asked) : await get(asked);
    form.querySelector<HTMLInputElement>("[name=credential]")!.value = JSON.stringify(found);
    form.submit();
  } catch (problem) {
    const name = problem instanceof DOMException ? problem.name : "";
    say(form, WHY[name] ?? "The passkey could not be asked. Load this page again, and try once more.");
  } finally {
    if (button) button.disabled = false;
  }
}

function say(form: HTMLFormElement, sentence: string): void {
  const place = form.querySelector<HTMLElement>("[data-passkey-says]");
  if (!place) return;
  place.textContent = sentence;
  place.hidden = !sentence;
}

async function options(form: HTMLFormElement): Promise<Options> {
  const element = document.getElementById(form.dataset.options ?? "");
  if (element) return asked(JSON.parse(element.textContent ?? ""));
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return asked(await answer.json());
}

function asked(data: { creation_options?: Options; request_options?: Options }): Options {
  const found = data.creation_options ?? data.request_options;
  if (!found) throw new Error("nothing is asked");
  return found;
}

async function create({ publicKey }: Options): Promise<object> {
  const user = publicKey.user as Record<string, string>;
  const wanted = {
    ...publicKey,
    challenge: bytes(publicKey.challenge as string),
    user: { ...user, id: bytes(user.id ?? "") },
    excludeCredentials: known(publicKey.excludeCredentials),
    // It is kept on the device and asks who holds it: so that it opens the account by itself.
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey: wanted })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...head(made),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports(),
    },
  };
}

async function get({ publicKey }: Options): Promise<object> {
  const wanted = {
    ...publicKey,
    challenge: bytes(publicKey.challenge as string),
    allowCredentials: known(publicKey.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const found = (await navigator.credentials.get({ publicKey: wanted })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    ...head(found),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle && text(response.userHandle),
    },
  };
}

function head(credential: PublicKeyCredential): object {
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function known(list: unknown): object[] {
  const credentials = (list ?? []) as { id: string }[];
  return credentials.map((each) => ({ ...each, id: bytes(each.id) }));
}

function bytes(said: string): Uint8Array<ArrayBuffer> {
  const plain = atob(said.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
