<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AddressList</name>
    <message>
        <source>Others type one of these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address as a code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A camera reads the chosen address from this screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BroadcastCard</name>
    <message>
        <source>{name}, {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text for everybody on this network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer is not on a network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds between two sendings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port to send to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type how many seconds lie between two sendings, for example 5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least one network to send to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} of {limit} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} bytes; above {limit} some networks lose it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Sent %n times, next in {seconds} s</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sent %n times</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BroadcastPage</name>
    <message>
        <source>Broadcast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short texts to everybody on this network, with or without Lanyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not encrypted, not confirmed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Attach files (Ctrl+U)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert an emoji</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Connections</name>
    <message>
        <source>Person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>app</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plain</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConnectionsTable</name>
    <message>
        <source>Connected to this room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send away and keep out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConversationPage</name>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop trying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave {room}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in {room} now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direct message in {room}, encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Encrypted, %n people, hosted by you</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Encrypted, %n people</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Encrypted, %n people, hosted by {name}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The host ({address}) has been silent since {time}. What you write is kept and sent later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}&apos;s computer ({address}) has been silent since {time}. What you write is kept and sent later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{room} does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join again to write here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are not in {room}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was closed at {time}. You are back in it as soon as it opens; what you write is kept until then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{room} is closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost, trying again now</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Lost, trying again in %n s</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Joining</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not joined</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Datagrams</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{address}, {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop to offer to {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmojiGrid</name>
    <message>
        <source>Emoji</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {whole} {unit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n s left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{n} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileChoice</name>
    <message>
        <source>Choose files to offer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the search (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in the messages loaded here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>Talk on this network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No internet, no account. One computer hosts a room, the others join it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others see this name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rooms near you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why don’t I see anybody?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}’s room</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HeardPanel</name>
    <message>
        <source>Received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter by text, address or name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port to listen on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was broadcast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy with time and address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only this address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop listening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whatever is broadcast to port {port} appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing heard yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not listening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Listen to see what others broadcast on this network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Paused, %n new</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{shown} of %n texts</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{texts}, {rate} a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>broadcasts.txt</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n texts saved as {name}.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{name} could not be written ({reason}). Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If nobody shows up, “Why don’t I see anybody?” says what was tried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lanyard {version}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HostForm</name>
    <message>
        <source>Host a room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(server)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others come to this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passcode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>optional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the room</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JoinForm</name>
    <message>
        <source>Join a room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(client)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to somebody else’s room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passcode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>address or name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>if asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust it and join</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{room} asks for a passcode. The person hosting it knows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for the host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greeting the room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Joined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost, trying again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Next conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the message field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Broadcast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host or join a room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help and keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attach a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste text, pictures or files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First conversation, and so on to Ctrl+9</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the dialog or the search</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Lanyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What of the room to show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageLog</name>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Show all, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, device {device}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Go to the end, %n new messages</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Go to the end</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>That did not work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your room was closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{computer}, {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lanyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>({unread}) {place} – Lanyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place} – Lanyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>({unread}) Lanyard</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NearList</name>
    <message>
        <source>Rooms near you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None seen yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting to ask on this network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer is not on a network. Rooms appear here when it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking failed on every network. “Why don’t I see anybody?” says more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking on {interfaces}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking on {interfaces}. Last asked %n s ago.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OfferCard</name>
    <message>
        <source>Offered files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{name} wants to send you %n files, {size}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{room}, {time}. Encrypted on the way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{room}. Encrypted on the way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted on the way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Accept %n files, {size}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Where the files go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {size} free. Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OfferWords</name>
    <message>
        <source>Open the link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the transfer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{size}, going to %n people</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{moved}, waits for the connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checking that all of it arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{moved}, {speed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{moved}, {speed}, {left}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has it</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n people have it</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>waits for an answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you declined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} declined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file without a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{name} and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{size}, {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits for the connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Accept %n files, {size}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>This was not sent.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OfferedFiles</name>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PasscodeEdit</name>
    <message>
        <source>Hide the passcode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the passcode</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PeopleModel</name>
    <message>
        <source>{name}, you, host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, you</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PeoplePanel</name>
    <message>
        <source>People</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send a file to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}
Device {device}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS 1.3, {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer hosts the room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages wait on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not joined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity remembered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the beginning of the host&apos;s fingerprint. Compare it with what the host&apos;s own window says; another one would be refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlaceDelegate</name>
    <message>
        <source>Draft:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Places</name>
    <message>
        <source>Rooms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Near you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other room seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None seen yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hosted by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asks for a passcode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lost, trying again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not joined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Joining</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QrCode</name>
    <message>
        <source>QR code of {text}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServerPanel</name>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What of the room to show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none, everybody may come in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passcode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open since {time}, port {port}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port {wanted} is taken by {holder}, so the room is on {port}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port {wanted} is taken by another program, so the room is on {port}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n of them not encrypted</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Close {room}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n people are in it. They are told, and can come back when it is open again.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Keep {name} out?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This device is not let into your room again, whatever name it uses.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the downloads folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter begins a new line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Otherwise Ctrl+Enter sends and Enter begins a new line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another name is used from the next joining on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloads folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <source>Side bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rooms and conversations</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Spoken</name>
    <message numerus="yes">
        <source>{name} and %n more, {size}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{name}, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {time}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You, {time}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You, {time}, waits to be sent: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You, {time}, not sent: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {time}:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TransferList</name>
    <message>
        <source>Transfers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TransferWords</name>
    <message>
        <source>Cancel the transfer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}, {state}, {line}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file without a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, waits for an answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, checking that all of it arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, declined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled at {moved}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}, cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped at {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{moved}, {speed}, {left}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{moved}, {speed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{who}. {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{who}, by way of the host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to everybody in the room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to everybody in {room}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {name}, {room}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to {name}, {room}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TransfersPage</name>
    <message>
        <source>Transfers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stopped</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n offers waiting</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Files to others and from others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No transfers yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files that you send or receive appear here while Lanyard runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first}, {next}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Show Lanyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lanyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lanyard goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It stays here, so that nobody’s message is lost. Quit is in this menu.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WhyPage</name>
    <message>
        <source>Rooms near you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None seen yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What has been tried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why don’t I see anybody?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rooms appear here by themselves. This is what has been tried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join by address…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host a room here</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n rooms seen</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Asking has just begun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rooms are asked for, not overheard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program holds the port on which rooms announce themselves. They may appear a little later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{address}: {error}. Other networks are asked all the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking on {interface} failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the multicast group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking on {interface}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{address}, not asked yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{address}, asked {where}, last {ago} s ago. %n answers.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{address}, asked {where} %n times, last {ago} s ago. Nobody answered.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>This computer is not on a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect it to Wi-Fi or plug in a cable. Asking begins by itself then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody may have opened a room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One computer hosts a room, then the others see it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A firewall may keep the answers out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow Lanyard in the firewall of this computer and of the one that hosts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some Wi-Fi networks keep devices apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guest networks often do (“client isolation”). Then nobody can be found; joining by address may still work, or use a cable.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_AddressRow</name>
    <message>
        <source>{address}, {interface}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy {address}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Me</name>
    <message>
        <source>Host or join a room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_NearRow</name>
    <message>
        <source>Join</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n people, hosted by {host}, asks for a passcode</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people, hosted by {host}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Join {room}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Tool</name>
    <message numerus="yes">
        <source>%n under way</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Tools</name>
    <message>
        <source>Broadcast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>diagnostics</name>
    <message>
        <source>Lanyard made a mistake. What happened is written in {file}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>sentences</name>
    <message>
        <source>The host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong ({detail}). Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a name first. Others see it beside what you say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The room needs a name. Others find it by that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No host is named yet. Type its address or its name, for example 10.0.0.12.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535. Rooms are usually on 25225.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port {port} is taken by another program. Choose another port or close that program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This account may not open port {port}. Choose a port above 1023, for example 25225.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} is not an address of this computer. Leave the address out to listen on all of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port {port} could not be opened. Try another port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer already hosts a room. Close that one before opening another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No computer called {host} was found. Check the spelling, or type its address instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} refuses port {port}. Is the room open there, and is the port right?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} does not answer on port {port}. It may be switched off, on another network, or its firewall may keep Lanyard out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no way from here to {host}. Check that both computers are on the same network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers at {host}, port {port}, is not Lanyard. Ask the person hosting for the right port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are in this room already. Choose it in the list of rooms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} does not have the identity this computer remembers for the room. The program may be new there, or somebody may pretend to be the host. Ask the person hosting before you trust it (in a terminal: --trust-changed).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This room asks for a passcode. The person hosting it knows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is not the passcode of this room. Ask the person hosting, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The room is full. Try again when somebody has left, or ask the person hosting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} runs an older Lanyard that this one cannot talk to. Update it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} runs a newer Lanyard. Update it on this computer, then join again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No room was found on this network. Ask the person hosting for the address and name it, for example 10.0.0.12.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are several rooms on this network. Say which one: {detail}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer is not on a network. Connect it to Wi-Fi or plug in a cable; Lanyard goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line to {host} broke. What you write is kept and sent when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person hosting this room does not let this computer in. Talk to them if that is a mistake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person hosting this room has removed you from it. You can join again if they agree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The room was closed. You can join again when it is open the next time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} said something Lanyard cannot understand, so the line was cut. Use the same version on both computers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are not in that room. Join it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to send yet. Type something first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text is too long for one message. Send it in parts or as a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody called {name} is in the room. Check the name in the list of people.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several people in the room are called {name}. Use the device id to say whom you mean: {detail}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody else is in the room yet. Wait until somebody has joined.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text is too long for a broadcast. Shorten it, or say it in a room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broadcast could not be sent. Check that this computer is on a network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not there any more. Choose the file again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read. Check who may open it, then offer it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a folder. Pack it into one file first, or choose the files in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} changed while it was being sent. Offer it again when nobody writes to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} did not arrive as it was sent, so it was thrown away. Ask for it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} left before the file was here. Ask for it again when they are back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot read the file any more. Ask for it to be offered again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no room left for the file. Ask them to free some space, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not write the file. Ask them to choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is too many files for one offer. Pack them into one file, or offer fewer at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} left before the file was there. Offer it again when they are back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not want the file. Ask before you offer it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped it. It can be offered again at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} stopped it. Ask them if the file is to be sent again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This offer does not exist any more. Ask for the file to be offered again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be written to {name}. Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full. Free some space, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk reports an error. Choose another folder, or try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history on this computer was written by a newer Lanyard. Use that version, or start with another profile (--profile DIR).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history cannot be written to the disk. Free some space or check the profile folder, then start Lanyard again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lanyard cannot write to its folder {name}. Make it writable, or start with another one (--profile DIR).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer&apos;s identity in {name} cannot be read. Restore that file from a backup, or start with another profile (--profile DIR).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port {port} is taken by {detail}. Choose another port or close that program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port {port} could not be opened ({detail}). Try another port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text is too long: a message holds {number} bytes. Send it in parts or as a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This text is too long for a broadcast, which holds {number} bytes. Shorten it, or say it in a room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The broadcast could not be sent ({detail}). Check that this computer is on a network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk reports an error ({detail}). Choose another folder, or try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history cannot be written to the disk ({detail}). Free some space or check the profile folder, then start Lanyard again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
