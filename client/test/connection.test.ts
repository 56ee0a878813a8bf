import { describeConnection } from "./connection_behaviour";

describeConnection("websocket");
describeConnection("polling");
