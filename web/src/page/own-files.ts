// Narrows what the page may fetch to the folder that the site stands in. The page's policy says
// 'self', which is all of the host: a program that came with a link, and runs under this policy,
// must not speak in the reader's name to what else is there. Only the page itself knows its folder.
const { protocol, host, hostname, pathname } = new URL("./", document.baseURI);

// A policy can name no IPv6 address, and in some browsers no address but 127.0.0.1.
if (!/^(?!127\.0\.0\.1$)[\d.]+$|^\[/.test(hostname)) {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = `connect-src ${protocol}//${host}${pathname.replace(/;/g, "%3B").replace(/,/g, "%2C")}`;
  document.head.append(policy);
}
