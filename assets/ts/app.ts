import "./htmx";
import "./copy";
import "./keys";
import "./lanes";
import "./live";
import "./time";
import "./toasts";
