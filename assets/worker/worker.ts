import "./offline";
import "./ringing";
