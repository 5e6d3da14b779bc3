using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Periods.Scale.Streams;

/// <summary>Thousands of sockets read by one thread, at a system call each: a client that costs less than what it measures. Linux only.</summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const uint Readable = 1;
    private const int AtOnce = 512;

    /// <summary>struct epoll_event is packed on x86-64 and padded elsewhere.</summary>
    private static readonly (int Size, int Data) Event = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (12, 4) : (16, 8);

    private readonly int _epoll = Checked(Create(0));
    private readonly byte[] _events = new byte[AtOnce * Event.Size];
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <param name="index">By which <see cref="Read"/> names the socket.</param>
    public void Watch(int socket, int index)
    {
        var e = new byte[Event.Size];
        BinaryPrimitives.WriteUInt32LittleEndian(e, Readable);
        BinaryPrimitives.WriteInt32LittleEndian(e.AsSpan(Event.Data), index);
        Checked(Control(_epoll, Add, socket, e));
    }

    /// <summary>Waits up to so many milliseconds and hands over what arrived: the index of the socket and its bytes, none when it has ended.</summary>
    public void Read(int patienceMs, Func<int, int> socketOf, Action<int, ReadOnlySpan<byte>> arrived)
    {
        var ready = Wait(_epoll, _events, AtOnce, patienceMs);
        for (var i = 0; i < ready; i++)
        {
            var index = BinaryPrimitives.ReadInt32LittleEndian(_events.AsSpan(i * Event.Size + Event.Data));
            var length = Receive(socketOf(index), _buffer, _buffer.Length, 0);
            arrived(index, _buffer.AsSpan(0, (int)Math.Max(length, 0)));
        }
    }

    public void Dispose() => _ = Close(_epoll);

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int socket, [In] byte[] e);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(int epoll, [Out] byte[] events, int count, int patienceMs);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(int socket, [Out] byte[] buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
