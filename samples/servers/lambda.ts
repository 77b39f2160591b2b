import { handle } from 'hono/aws-lambda';
import type { FetchImage } from '../../edge/fetch.ts';
import { honoApp } from './hono.ts';

/** A buffered Lambda behind API Gateway (REST or HTTP) or an Application Load Balancer: hono's adapter knows all three events. */
export const lambdaHandler = (images: FetchImage) => handle(honoApp(images));

/** Most bytes of an image whose base64 fits Lambda's response of 6 MB: …/lambda/latest/dg/gettingstarted-limits.html */
export const gatewayBytes = 4_400_000;

/** The same for the 1 MB of a load balancer: …/elasticloadbalancing/latest/application/lambda-functions.html */
export const loadBalancerBytes = 780_000;
