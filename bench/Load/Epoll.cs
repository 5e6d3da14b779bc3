using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Periods.Load;

/// <summary>
/// Which sockets can be read, from the kernel directly: the framework's own way costs a failed read and a hand-over between threads per answer, more than all the rest
/// of the client. Linux.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Readable = 1;
    private const int ControlAdd = 1;
    private const int EventsAtOnce = 256;

    private readonly int _handle = Check(Create(0));
    private readonly Event[] _events = new Event[EventsAtOnce];

    /// <param name="token">Comes back from <see cref="Wait"/>.</param>
    public void Add(Socket socket, int token)
    {
        var wanted = new Event { Events = Readable, Token = token };
        Check(Control(_handle, ControlAdd, (int)socket.Handle, ref wanted));
    }

    /// <summary>Fills in the tokens of sockets with something to read, and says how many; 0 when the time was up.</summary>
    public int Wait(Span<int> tokens, int timeoutMs)
    {
        var ready = WaitFor(_handle, ref _events[0], Math.Min(tokens.Length, _events.Length), timeoutMs);
        if (ready < 0) return 0; // EINTR: the runtime suspends threads by signal.
        for (var i = 0; i < ready; i++) tokens[i] = (int)_events[i].Token;
        return ready;
    }

    public void Dispose() => Check(Close(_handle));

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int handle, int operation, int descriptor, ref Event wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int WaitFor(int handle, ref Event events, int eventsMax, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);

    /// <summary>struct epoll_event, packed on x86-64 and nowhere else.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Event
    {
        public uint Events;
        public long Token;
    }
}
