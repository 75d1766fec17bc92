import "../kit/base.css";
import "./compare.css";
import "./table.css";
import "./charts.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { createStore } from "./store.ts";

const root = document.getElementById("root");
if (root !== null) render(<App store={createStore()} />, root);
