import type { Context } from 'hono';

/** Returns the absolute address of a path, as readers reach it from outside. */
export type AddressOf = (context: Context, path: string) => string;

/** @param publicUrl PUBLIC_URL; without it, the address for which a request asks */
export const createAddressOf =
  (publicUrl: string | undefined): AddressOf =>
  (context, path) =>
    new URL(path, publicUrl ?? context.req.url).href;
