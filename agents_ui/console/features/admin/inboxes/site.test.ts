import { expect, it } from "vitest";

import { siteOf } from "./site";

it.each([
  ["shop.vn", "https://shop.vn"],
  [" HTTPS://Shop.VN ", "https://shop.vn"],
  ["http://localhost:8000/", "http://localhost:8000"],
  ["shop.vn:8443/gio-hang", "https://shop.vn:8443"],
  ["https://shop.vn/products/bowl?utm_source=x#top", "https://shop.vn"],
  ["https://gốm.vn", "https://xn--gm-j9s.vn"],
  ["gốm.vn/bát", "https://xn--gm-j9s.vn"],
  ["http://intranet/", "http://intranet"],
  ["", null],
  ["shop", null],
  ["shop.", null],
  ["https://", null],
  ["https://shop .vn", null],
  ["ftp://shop.vn", null],
  ["javascript:alert(1)", null],
  ["me@shop.vn", null],
])("the site of %j is %j", (text, site) => expect(siteOf(text)).toBe(site));
