/** Style sheets are for esbuild: importing one puts it into the page. */
declare module '*.css';
