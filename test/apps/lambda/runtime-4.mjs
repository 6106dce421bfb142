// How Lambda starts its runtime from Node 24 on.
import 'aws-lambda-ric-4';
