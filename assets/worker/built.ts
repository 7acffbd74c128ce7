// What the server writes above the worker (watchbill/interfaces/ui/phone.py): the addresses of the assets of this build.

interface Built {
  keep: string[];
  icon: string;
  badge: string;
}

export const built = (globalThis as unknown as { built: Built }).built;
