import { x } from '@portvakt/xacml';
console.log(x);
